import { hardenPod } from '../../src/harden/harden.ts'
import type { PodHardening } from '../../src/harden/hardening.ts'
import type { ImageFacts } from '../../src/knowledge/images/image-facts.ts'
import { formatPath } from '../../src/manifest/path.ts'
import { changeWords } from '../../src/report/words/change-words.ts'
import { storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import type { Level, PolicyVersion } from '../../src/workload/settings/level.ts'
import { defaultHarden, defaultSettings, type HardenSettings } from '../../src/workload/settings/settings.ts'
import { readPod } from '../pss/read-pod.ts'
import { objectsIn } from '../workload/read.ts'

/** How a row differs from the smallest valid pod and from the default policy. */
export interface Situation {
  /** Fields of the container, as flow text; `image: …` too. */
  readonly web?: string
  /** Fields of the container's security context. */
  readonly own?: string
  /** Fields of the pod's security context. */
  readonly context?: string
  /** Other fields of the pod spec. */
  readonly spec?: string
  /** A container more, with all its fields. */
  readonly beside?: string
  readonly annotations?: string
  readonly level?: Level
  readonly version?: PolicyVersion
  readonly kubeMinor?: number
  readonly enforce?: boolean
  readonly harden?: Partial<HardenSettings>
  /** What the policy says of images. */
  readonly images?: Readonly<Record<string, Omit<ImageFacts, 'from'>>>
  /** Exempted checks, everywhere. */
  readonly exempt?: readonly string[]
  readonly containersOnly?: string
  /** Other documents of the stream. */
  readonly stream?: string
}

const unknownImage = 'image: registry.example.com/app'

/** The smallest pod with the row's differences. */
export function podOf({
  web = unknownImage,
  own,
  context,
  spec,
  beside,
  annotations,
  containersOnly,
}: Situation): PodView {
  const fields = [`name: web`, web, ...(own === undefined ? [] : [`securityContext: { ${own} }`])]
  const more = [
    ...(context === undefined ? [] : [`securityContext: { ${context} }`]),
    ...(spec === undefined ? [] : [spec]),
  ]
  const containers = [`{ ${fields.join(', ')} }`, ...(beside === undefined ? [] : [`{ ${beside} }`])]
  const metadata = `{ name: web${annotations === undefined ? '' : `, annotations: { ${annotations} }`} }`
  const text = `{ apiVersion: v1, kind: Pod, metadata: ${metadata}, spec: { ${[...more, `containers: [${containers.join(', ')}]`].join(', ')} } }\n`
  const pod = readPod(text)
  return containersOnly === undefined ? pod : { ...pod, containersOnly }
}

/** What hardening does to a pod of the row. */
export function harden(pod: PodView, situation: Situation): PodHardening {
  const { level = 'restricted', version = 'latest', kubeMinor, enforce = false, exempt = [] } = situation
  const images = Object.entries(situation.images ?? {}).map(
    ([name, facts]) => [name, { ...facts, from: 'policy images' }] as const,
  )
  return hardenPod(pod, {
    level,
    version,
    settings: {
      ...defaultSettings,
      harden: { ...defaultHarden, ...situation.harden },
      images: new Map(images),
      enforce,
      ...(kubeMinor !== undefined && { kubeMinor }),
    },
    storage: storageFactsOf(objectsIn(situation.stream ?? '')),
    exempts: check => exempt.includes(check),
  })
}

export function after(pod: PodView, { hardenings }: PodHardening): PodView {
  return podAfter(pod, changesOf(hardenings))
}

/** `web.capabilities.drop = ["ALL"]`: every change in one line, the container by its name. */
export function changeLines({ hardenings }: PodHardening): string[] {
  return hardenings.map(({ change }) => {
    const value = change.op === 'remove' ? 'nothing' : JSON.stringify(change.value)
    return `${formatPath(change.path.slice(1))} ${change.op === 'insert' ? '+' : '='} ${value}`
      .replace('containers[0]', 'web')
      .replace('containers[1]', 'beside')
      .replaceAll('securityContext.', '')
  })
}

/** `web capabilities: runAsUser is 0`: every field that was left out, and why. */
export function leftOutLines({ observations }: PodHardening): string[] {
  return observations.flatMap(({ container = 'pod', observation }) =>
    observation.code === 'not-hardened'
      ? [`${container} ${observation.field}: ${changeWords(observation.reason)}`]
      : [],
  )
}

/** `web capabilities: nothing is known …`: every field that was set in doubt. */
export function doubtLines({ observations }: PodHardening): string[] {
  return observations.flatMap(({ container = 'pod', observation }) =>
    observation.code === 'hardened-in-doubt'
      ? [`${container} ${observation.field}: ${changeWords(observation.reason)}`]
      : [],
  )
}

/** `web runAsUser was 0`: every field that was replaced. */
export function replacedLines({ observations }: PodHardening): string[] {
  return observations.flatMap(({ container = 'pod', observation }) =>
    observation.code === 'replaced' ? [`${container} ${observation.field} was ${observation.was}`] : [],
  )
}
