import type { Ownership } from '../../knowledge/storage/ownership.ts'
import type { Answer, Identity, MountVerdict } from '../../volumes/model/mount.ts'
import { formatMode } from '../../workload/file-mode.ts'
import { formatPolicyVersion, type LevelSource } from '../../workload/settings/level.ts'
import type { ExplainedWorkload, Mechanism, Risk, WrittenVolume } from '../explain/explanation.ts'
import { objectName } from '../place.ts'
import { idsText } from './ids-words.ts'
import { plural } from './plural.ts'

/** Signs beside words and colours: no format relies on colour alone. */
export const sign: Readonly<Record<Answer, string>> = { yes: '✓', no: '✗', unknown: '?' }

/** How a risk is called. */
export const riskWords: Readonly<Record<Risk, string>> = {
  ok: 'ok',
  hardened: 'ok once hardened',
  fails: 'will fail',
  refused: 'not admitted',
  unknown: 'unknown',
}

/** The answer that a risk comes from, for signs and colours. */
export const answerOfRisk: Readonly<Record<Risk, Answer>> = {
  ok: 'yes',
  hardened: 'yes',
  fails: 'no',
  refused: 'no',
  unknown: 'unknown',
}

/** The answer that counts: whether the mount can be used as the container wants to. */
export function wantedAnswer(verdict: MountVerdict): Answer {
  return verdict[verdict.wants]
}

/** `Deployment/web`, with the pod's place where the object holds several. */
export function workloadTitle({ ref, part }: Pick<ExplainedWorkload, 'ref' | 'part'>): string {
  return part === undefined ? objectName(ref) : `${objectName(ref)} ${part}`
}

/** `namespace agents`, or that nobody names one. */
export function namespaceWords({ namespace }: Pick<ExplainedWorkload, 'namespace'>): string {
  return namespace === undefined ? 'no namespace' : `namespace ${namespace}`
}

const sourceOfLevel: Readonly<Record<LevelSource, string>> = {
  option: 'by --level',
  label: "by the namespace's label",
  namespaces: "by the policy's namespaces",
  policy: 'by the policy',
  cluster: 'by the namespace in the cluster, as locked',
  default: 'by default',
  values: 'by the values of its chart',
}

/** `restricted (by the policy)`; a version only where it is not the latest. */
export function levelWords({ demand }: Pick<ExplainedWorkload, 'demand'>): string {
  const version = demand.version === 'latest' ? '' : ` ${formatPolicyVersion(demand.version)}`
  return `${demand.level}${version} (${sourceOfLevel[demand.from]})`
}

/** `10000:10000, groups 2000`. Root is named, and so is what its entrypoint becomes. */
export function identityWords({ uid, gid, groups, groupsComplete, switchesTo }: Identity): string {
  const ids = uid === undefined && gid === undefined ? 'an unknown user' : idsText({ uid, gid })
  const root = uid === 0 ? ' (root)' : ''
  const extra = groups.filter(group => group !== gid)
  const member = extra.length === 0 ? '' : `, ${extra.length === 1 ? 'group' : 'groups'} ${extra.join(' ')}`
  const drop = switchesTo === undefined ? '' : `, then ${switchesTo.uid}:${switchesTo.gid}`
  const open =
    uid !== undefined && uid !== 0 && !groupsComplete && gid === undefined ? ', groups of the image unknown' : ''
  return `${ids}${root}${member}${drop}${open}`
}

/** `1000:1000 0755`. */
export function ownershipWords(owner: Ownership | undefined): string {
  return owner === undefined ? 'unknown' : `${owner.uid}:${owner.gid} ${formatMode(owner.mode)}`
}

/** `0:0 0755 → 0:472 2775`: before the kubelet's set-up, after it, and after the init containers that change it. */
export function ownershipJourney({ fresh, root, met, reowned }: MountVerdict): string {
  const [before, after, now] = [ownershipWords(fresh), ownershipWords(root), ownershipWords(met)]
  const kubelet =
    fresh === undefined && root === undefined ? before : `${before} → ${after === before ? 'same' : after}`
  return reowned.length === 0 ? kubelet : `${kubelet} → ${now} by ${reowned.join(', ')}`
}

/** What the volume is, and which directory of it is mounted. */
export function volumeWords({ volume, source, subPath, subPathExpr }: MountVerdict): string {
  const path = subPath ?? subPathExpr
  const named = source.includes(volume) ? source : `${volume}: ${source}`
  return path === undefined || path === '' ? named : `${named}, sub-path ${path}`
}

const mechanismWords: Readonly<Record<Mechanism, string>> = {
  fsGroup: 'fsGroup',
  'fsGroup without effect': 'fsGroup (no effect)',
  'init chown': 'init chown',
  'entrypoint chown': 'entrypoint chown',
  'runs as root': 'runs as root',
  'access point': 'access point',
  owner: 'is the owner',
  group: 'is in the group',
  'open to everyone': 'open to everyone',
  none: 'none',
}

/** How it comes to write today; `-` where it writes nothing that lasts. */
export function mechanismsText(mechanisms: readonly Mechanism[]): string {
  return mechanisms.length === 0 ? '-' : mechanisms.map(mechanism => mechanismWords[mechanism]).join(', ')
}

/** `claim data (gp3, assumed to be aws-ebs)`, or the volume where there is no claim. */
export function writtenText({ volume, source, claim, storageClass, assumed }: WrittenVolume): string {
  if (claim === undefined) return volume === source ? volume : `${volume} (${source})`
  if (storageClass === undefined || storageClass === '') return `claim ${claim}`
  return `claim ${claim} (${storageClass}${assumed === undefined ? '' : `, assumed to be ${assumed}`})`
}

/** `3 workloads: 1 will fail, 2 ok`. */
export function totalsText(workloads: readonly ExplainedWorkload[]): string {
  if (workloads.length === 0) return 'no workloads'
  const counts = (['fails', 'refused', 'unknown', 'hardened', 'ok'] as const)
    .map(risk => ({ risk, count: workloads.filter(({ summary }) => summary.risk === risk).length }))
    .filter(({ count }) => count > 0)
  return `${plural(workloads.length, 'workload')}: ${counts.map(({ risk, count }) => `${count} ${riskWords[risk]}`).join(', ')}`
}
