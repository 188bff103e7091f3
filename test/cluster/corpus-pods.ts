import { jsonLine } from '../../src/manifest/text/json.ts'
import { listAt, mapAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { checkTexts } from '../../src/run/check.ts'
import { readSource } from '../../src/run/read-source.ts'
import { surroundingsOf, workloadsOf } from '../../src/run/workload.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'

/** An object with a pod, and what `check` says of it: Pod Security's sentence, `''` where the level admits it. */
export interface JudgedObject {
  /** `helm3/grafana--loki StatefulSet/loki`. */
  readonly name: string
  readonly object: ValueMap
  readonly want: string
}

/** The settings of `check --level`. */
export function atLevel(level: Level): Settings {
  return { ...defaultSettings, level, levelForced: true }
}

/** Every workload of a stream as it stands, judged as the API server warns about one. */
export function judgedWorkloads(stream: string, text: string, level: Level): readonly JudgedObject[] {
  const details = detailsOf(text, level)
  return podsIn(text).map(({ object }, index) => ({
    name: `${stream} ${object.ref.kind}/${object.ref.name}`,
    object: object.value,
    want: details[index] ?? 'no report',
  }))
}

/** Every pod of a stream as its controller makes it, judged as a Pod of its own. */
export function judgedPods(stream: string, text: string, level: Level): readonly JudgedObject[] {
  return podsIn(text).map(pod => {
    const { ref } = pod.object
    const object = podObject(pod)
    const [want = 'no report'] = detailsOf(jsonLine(object), level)
    return { name: `${stream} pod of ${ref.kind}/${ref.name}`, object, want }
  })
}

function podsIn(text: string): readonly PodView[] {
  const source = readSource({ file: '-', text }, defaultSettings)
  const { objects } = source
  return workloadsOf([source], defaultSettings, surroundingsOf(objects, defaultSettings)).map(({ pod }) => pod)
}

function detailsOf(text: string, level: Level): readonly string[] {
  const { objects } = checkTexts([{ file: '-', text }], atLevel(level))
  return objects.map(({ podSecurity }) => podSecurity?.detail ?? 'not judged')
}

/**
 * Admission looks for the service account, the priority class and the runtime class that a pod names, which charts
 * rarely bring along; Pod Security asks about none of them.
 */
const lookedUp = ['serviceAccountName', 'serviceAccount', 'priorityClassName', 'runtimeClassName']

function podObject({ object, metadata, spec }: PodView): ValueMap {
  const { labels, annotations } = { labels: mapAt(metadata, 'labels'), annotations: mapAt(metadata, 'annotations') }
  const claims = listAt(mapAt(object.value, 'spec'), 'volumeClaimTemplates').map(claimVolume)
  const fields = Object.entries(spec).filter(([field]) => !lookedUp.includes(field))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'judged', ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: { ...Object.fromEntries(fields), volumes: [...listAt(spec, 'volumes'), ...claims] },
  }
}

/** As pkg/controller/statefulset/stateful_set_utils.go `updateStorage` names the claims of replica 0. */
function claimVolume(template: ValueMap[string]): ValueMap {
  const name = textAt(mapAt(template, 'metadata'), 'name') ?? ''
  return { name, persistentVolumeClaim: { claimName: `${name}-judged-0` } }
}

/** Pod Security's sentence in a refusal or a warning; the whole message where it is about something else. */
export function sentenceIn(message: string): string {
  return /violates? PodSecurity "[^"]+": (.*)$/s.exec(message)?.[1] ?? message
}
