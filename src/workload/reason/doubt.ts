/** Where a uid or a gid comes from. */
export type IdOrigin =
  | { readonly code: 'field'; readonly field: IdField; readonly id: number; readonly level: string }
  /** `from` is where it is known from what the image runs as. */
  | { readonly code: 'image-user'; readonly user: string; readonly from: string }
  | { readonly code: 'image-group'; readonly gid: number; readonly from: string }
  | { readonly code: 'root-group' }

type IdField = 'runAsUser' | 'runAsGroup'

/** What is not known of a process, and why. */
export type ProcessDoubt =
  | { readonly code: 'bad-id'; readonly field: IdField; readonly level: string }
  | { readonly code: 'uid-of-name'; readonly user: string; readonly from: string }
  | { readonly code: 'image-user-unknown'; readonly image: string }
  | { readonly code: 'image-group-unknown'; readonly image: string; readonly uid?: number }
  | { readonly code: 'image-groups-unknown' }

/** What is not known of a volume, and why. */
export type VolumeDoubt =
  | { readonly code: 'plugin-removed'; readonly plugin: string }
  | { readonly code: 'no-such-medium'; readonly medium: string }
  | { readonly code: 'no-such-host-path-type'; readonly type: string }
  /** `is` says what the type makes of the path, as its table does. */
  | { readonly code: 'host-path'; readonly is: string }
  | { readonly code: 'image-contents' | 'image-root' }
  /** The lock says that the image has no directory at a path of it that is mounted. */
  | { readonly code: 'image-path-absent'; readonly path: string }
  /** What is mounted as an image is none, as locked. */
  | { readonly code: 'artifact' }
  | { readonly code: 'nfs-export' }
  | { readonly code: 'disk-contents' }
  | { readonly code: 'driver-contents'; readonly driver: string }
  | { readonly code: 'static-contents'; readonly volume: string }
  /** A claim that the cluster has already, as the lock says. */
  | { readonly code: 'claim-contents'; readonly claim: string }
  | { readonly code: 'class-not-described'; readonly class: string }
  | { readonly code: 'class-owner' }
  | { readonly code: 'provisioner-not-described'; readonly provisioner: string }
  /** In the words of the storage profile. */
  | { readonly code: 'profile'; readonly doubt: string }
  | { readonly code: 'two-setup-scripts' }
  | { readonly code: 'no-claim-named' }
  | { readonly code: 'claim-not-given'; readonly claim: string }
  | { readonly code: 'volume-not-given'; readonly volume: string }
  | { readonly code: 'no-class' }
  | { readonly code: 'static-claim' }
  | { readonly code: 'cloned-claim' }
  | { readonly code: 'reserved-volume'; readonly claim: string }

/** What keeps a verdict from being certain. */
export type Doubt = ProcessDoubt | VolumeDoubt
