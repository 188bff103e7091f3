/** Ids of fixes, in the order they are preferred; the last two are advice only. */
export type FixId =
  | 'retire-init'
  | 'complete-init'
  | 'fs-group'
  | 'supplemental-group'
  | 'chown-init'
  | 'owner-aligned-init'
  | 'final-user'
  | 'writable-path'
  | 'align-identity'
  | 'volume-type'
