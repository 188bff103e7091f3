import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import type { FieldPath } from '../../manifest/path.ts'
import { mapAt, textAt } from '../../manifest/value.ts'
import { declaredOf } from '../../volumes/model/volume/named-volumes.ts'
import type { Finding, Observation } from '../../workload/finding/finding.ts'
import { policyFacts } from '../../workload/image/images.ts'
import { canonicalReference } from '../../workload/image/reference.ts'
import { containersOf, type PodView } from '../../workload/pod/pod.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { placeOf } from '../place.ts'
import type { Workload } from '../workload.ts'

/** What there is to say of the evidence about images: once for each image, where it is first used. */
export function imageFindings(
  workloads: readonly Workload[],
  settings: Settings,
  told: Set<string>,
): readonly Finding[] {
  if (settings.lockedImage === undefined) return []
  return workloads.flatMap(({ source, pod }) =>
    placedImages(pod).flatMap(({ image, path, container }) => {
      const reference = canonicalReference(image)
      const key = `image ${reference}`
      if (reference === undefined || told.has(key)) return []
      told.add(key)
      const place = placeOf(source, pod.object, path, container)
      return imageObservations(reference, settings).map(observation => {
        return { ...observation, severity: severityOf(observation), place }
      })
    }),
  )
}

/** An image as it is written, and where; in no container if it is a volume. */
interface PlacedImage {
  readonly image: string
  readonly path: FieldPath
  readonly container?: string
}

function placedImages(pod: PodView): readonly PlacedImage[] {
  const containers = containersOf(pod).map(({ spec, path, name }) => {
    return { image: textAt(spec, 'image') ?? '', path: [...path, 'image'], container: name }
  })
  const volumes = declaredOf(pod).map(({ spec, path }) => {
    return { image: textAt(mapAt(spec, 'image'), 'reference') ?? '', path: [...path, 'image', 'reference'] }
  })
  return [...containers, ...volumes]
}

/** A tag moves every day, and most do not matter; the others ask for somebody to look. */
function severityOf({ code }: Observation): Finding['severity'] {
  return code === 'image-tag-mutable' ? 'note' : 'warning'
}

/** What there is to say of the evidence about one image, by its canonical reference. */
export function imageObservations(image: string, settings: Settings): readonly Observation[] {
  const state = settings.lockState?.(image)
  const aboutDigest: Observation[] =
    state === undefined || state.kind === 'artifact'
      ? []
      : [{ code: state.kind === 'tag' ? 'image-tag-mutable' : 'image-lock-stale', image, digest: state.digest }]
  return [...contradictions(image, settings), ...disputes(image, settings), ...aboutDigest]
}

/** What the policy says is settled. */
function disputes(image: string, settings: Settings): readonly Observation[] {
  const settled = new Map(Object.entries(policyFacts(image, settings) ?? {}))
  const open = Object.entries(settings.lockedImage?.(image)?.disputed ?? {}).filter(([field]) => !settled.has(field))
  const facts = open.map(([field, said]) => ({ field, said }))
  return facts.length === 0 ? [] : [{ code: 'image-platforms-differ', image, facts }]
}

function contradictions(image: string, settings: Settings): readonly Observation[] {
  const policy = policyFacts(image, settings)
  const locked = settings.lockedImage?.(image)
  if (policy === undefined || locked === undefined) return []
  const said = new Map(comparable(locked))
  const facts = comparable(policy).flatMap(([field, value]) => {
    const other = said.get(field)
    return other === undefined || other === value ? [] : [{ field, policy: value, locked: other }]
  })
  return facts.length === 0 ? [] : [{ code: 'image-fact-contradiction', image, from: locked.from, facts }]
}

/** What both of them may know, as the policy writes it. A user is compared by number. */
function comparable(facts: ImageFacts): readonly (readonly [string, string])[] {
  const { user, switchesTo, shell, setuid, fileCapabilities } = facts
  const values: Readonly<Record<string, string | undefined>> = {
    user: user?.uid?.toString(),
    group: user?.gid?.toString(),
    switchesTo: switchesTo && `${switchesTo.uid}:${switchesTo.gid}`,
    shell: shell?.toString(),
    setuid: setuid?.toString(),
    fileCapabilities: fileCapabilities && `[${fileCapabilities.toSorted().join(', ')}]`,
  }
  return Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : [[field, value] as const]))
}
