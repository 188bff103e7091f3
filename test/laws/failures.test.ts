import * as assert from 'uvu/assert'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { whyWords } from '../../src/report/words/failure-words.ts'
import { startWords } from '../../src/report/words/start-words.ts'
import { explainFailures } from '../../src/run/explain/failure.ts'
import { type PlannedWorkload, planWorkload } from '../../src/run/explain/workload.ts'
import { readSource } from '../../src/run/read-source.ts'
import { objectsIn, surroundingsOf, workloadsOf } from '../../src/run/workload.ts'
import type { MountVerdict } from '../../src/volumes/model/mount.ts'
import type { StartProblem } from '../../src/volumes/model/start/obstacle.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { lawfulStreams } from './streams.ts'

/** Storage on which much fails, so that there is much to ask for. */
const settings: Settings = {
  ...defaultSettings,
  namespace: 'default',
  level: 'restricted',
  levelForced: true,
  defaultStorageClass: 'users',
  storageClasses: new Map([
    ['users', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 1234, gid: 1234, mode: '0755' } }],
  ]),
}

/** A message that somebody would see, and the answer that the judge has given already. */
interface Message {
  readonly error: string
  readonly container?: string
  readonly because: string
}

/** Every way in which a container is certain not to start or to end well: charts that are published have few of them. */
const stuck = [
  ['root with CHOWN alone', 'drop: [ALL], add: [CHOWN]', 0, 'chown 1000:1000 /v && chmod 755 /v'],
  ['root with nothing', 'drop: [ALL]', 0, 'chown -R 1000:1000 /v'],
  ['no root', 'drop: [ALL]', 1000, 'chown 5:5 /v'],
  ['no root, and a mode', '', 1000, 'chmod 700 /v'],
  ['the start behind the first', 'drop: [ALL], add: [CHOWN, DAC_OVERRIDE]', 0, 'chmod 755 /v && chown 1000:1000 /v'],
].map(
  ([name, capabilities, uid, script]) => `
apiVersion: v1
kind: Pod
metadata: { name: ${String(name).replaceAll(/[ ,]+/g, '-')} }
spec:
  initContainers:
    - name: init
      image: busybox
      command: [sh, -c, "${script}"]
      securityContext: { runAsUser: ${uid}, capabilities: { ${capabilities} } }
      volumeMounts: [{ name: v, mountPath: /v }]
  containers: [{ name: app, image: busybox, volumeMounts: [{ name: v, mountPath: /v }] }]
  volumes: [{ name: v, ${String(name).includes('behind') ? 'hostPath: { path: /srv/v, type: DirectoryOrCreate }' : 'emptyDir: {}'} }]
`,
)
const refused = ['runAsUser: 0', 'runAsGroup: 5'].map(
  (user, index) => `
apiVersion: v1
kind: Pod
metadata: { name: refused-${index} }
spec:
  containers:
    - { name: app, image: docker.io/library/redis, securityContext: { runAsNonRoot: true, ${user} } }
    - { name: web, image: docker.io/library/nginx, securityContext: { runAsNonRoot: true } }
`,
)

const streams: Readonly<Record<string, string>> = {
  'pods that do not start': [...stuck, ...refused].join('---'),
  ...Object.fromEntries(lawfulStreams().map(({ name, text }) => [name, text])),
}
const counted = { mounts: 0, starts: 0, refusals: 0 }

table('what the judge says, --error says of its message', streams, text => {
  const sources = [readSource({ file: '-', text }, settings)]
  const surroundings = surroundingsOf(objectsIn(sources), settings)
  const planned = workloadsOf(sources, settings, surroundings).map(workload =>
    planWorkload(workload, surroundings.storage),
  )
  const wrong = planned.flatMap(plan => messagesOf(plan).flatMap(message => contradiction(message, plan)))
  assert.equal(wrong, [])
})

table('the law has something to hold', counted as Record<string, number>, (_, kind) => {
  assert.ok(counted[kind as keyof typeof counted] > 5, `${kind}: ${counted[kind as keyof typeof counted]}`)
})

function messagesOf(plan: PlannedWorkload): readonly Message[] {
  const { verdicts, problems } = plan
  const mounts = verdicts.flatMap(ofMount)
  const starts = problems.flatMap(ofStart)
  const refusals = ofLevel(plan)
  counted.mounts += mounts.length
  counted.starts += starts.length
  counted.refusals += refusals.length
  return [...mounts, ...starts, ...refusals]
}

/** A program that can do nothing of the kind says so. */
function ofMount({ container, mountPath, wants, access, reason, fromStart }: MountVerdict): readonly Message[] {
  const because = accessWords(reason)
  if (fromStart === true) return []
  if (wants === 'write' && access.create === 'no')
    return [
      {
        error: `mkdir: cannot create directory '${mountPath}/x': Permission denied`,
        container: container.name,
        because,
      },
    ]
  if (wants === 'read' && access.read === 'no')
    return [
      { error: `ls: cannot open directory '${mountPath}': Permission denied`, container: container.name, because },
    ]
  return []
}

function ofStart({ starts, obstacle, container }: StartProblem): readonly Message[] {
  if (starts !== 'no' || container === undefined) return []
  const because = startWords(obstacle.reason)
  const step = /`(chown|chmod) (\/[^`]*)`/.exec(because)
  if (step !== null)
    return [{ error: `${step[1]}: ${step[2]}: Operation not permitted`, container: container.name, because: step[0] }]
  return obstacle.of === 'container' && /unAs|couldn't parse|SubPath `/.test(because)
    ? [{ error: `Error: ${because} (pod: "x_y(z)", container: ${container.name})`, container: container.name, because }]
    : []
}

function ofLevel({ workload: { pod, demand } }: PlannedWorkload): readonly Message[] {
  return evaluatePod(pod, demand).map(({ reason, detail }) => ({
    error: `pods "${pod.object.ref.name}-0" is forbidden: violates PodSecurity "restricted:latest": ${reason} (${detail})`,
    because: `${reason} (${detail})`,
  }))
}

function contradiction({ error, container, because }: Message, plan: PlannedWorkload): readonly string[] {
  const answers = explainFailures(error, [plan], settings).flatMap(({ diagnoses = [] }) => diagnoses)
  const agrees = answers.some(
    answer =>
      answer.predicted === 'no' &&
      whyWords(answer).includes(because) &&
      (container === undefined || answer.containers.includes(container)),
  )
  const got = answers.map(one => `${one.containers.join('+')} ${one.predicted} ${whyWords(one)}`)
  return agrees ? [] : [`${error}\n  want ${container ?? ''} ${because}\n  got  ${got.join('\n       ')}`]
}
