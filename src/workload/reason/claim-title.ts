/** What is known of a claim and of what stands behind it. */
export interface ClaimTitle {
  readonly name: string
  readonly origin: string
  readonly storageClass?: string | undefined
  /** `csi ebs.csi.aws.com`; undefined where it is not known. */
  readonly plugin: string | undefined
  readonly assumed?: string | undefined
  readonly locked?: true | undefined
}

/** `claim data of class local-path (hostPath)`. */
export function claimTitle({ name, origin, storageClass, plugin, assumed, locked }: ClaimTitle): string {
  const prefix = origin === 'ephemeral' ? 'ephemeral claim' : 'claim'
  const ofClass = storageClass === undefined || storageClass === '' ? '' : ` of class ${storageClass}`
  const guess = assumed === undefined ? '' : `, assumed to be ${assumed}`
  return `${prefix} ${name}${ofClass}${plugin === undefined ? '' : ` (${plugin}${guess}${lockedWords(locked)})`}`
}

/** `claim data bound to volume disk (local)`. */
export function boundTitle({ name, plugin, locked }: ClaimTitle, volume: string): string {
  const to = volume === '' ? '' : ` bound to volume ${volume}`
  return `claim ${name}${to} (${plugin}${lockedWords(locked)})`
}

function lockedWords(locked: true | undefined): string {
  return locked === true ? ', as locked' : ''
}
