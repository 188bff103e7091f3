import * as assert from 'uvu/assert'
import { diagnose } from '../../src/failure/diagnose.ts'
import { readFailure } from '../../src/failure/read-failure.ts'
import { suspectOf } from '../../src/failure/suspect.ts'
import { whyWords } from '../../src/report/words/failure-words.ts'
import { planFixes } from '../../src/volumes/fixes/plan.ts'
import { judgeMounts, startProblems } from '../../src/volumes/model/verdict.ts'
import { situation, table } from '../table.ts'
import { readStream, settingsOf } from '../volumes/planned.ts'

const settings = settingsOf({
  storageClasses: new Map([
    ['obol', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 1000, gid: 1000, mode: '0755' } }],
  ]),
})

/** Two containers of one user and one of another, and mounts inside mounts. */
const { pods, storage } = readStream(`apiVersion: v1
kind: Pod
metadata: { name: agent }
spec:
  securityContext: { runAsUser: 10000, runAsGroup: 10000 }
  containers:
    - name: hermes
      image: agent
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: cache, mountPath: /data/cache/ }
        - { name: config, mountPath: /etc/agent }
        - { name: shared, mountPath: /shared }
    - name: dashboard
      image: agent
      volumeMounts: [{ name: data, mountPath: /data }]
    - name: owner
      image: agent
      securityContext: { runAsUser: 1000, runAsGroup: 1000 }
      volumeMounts: [{ name: data, mountPath: /data }, { name: shared, mountPath: /shared, readOnly: true }]
  volumes:
    - { name: data, persistentVolumeClaim: { claimName: data } }
    - { name: cache, emptyDir: {} }
    - { name: shared, emptyDir: {} }
    - { name: config, configMap: { name: config } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: obol }
`)
const suspects = pods.map(pod => {
  const judged = judgeMounts(pod, storage, settings)
  const { verdicts } = planFixes({ pod, verdicts: judged, level: 'restricted', settings, storage })
  return suspectOf(pod, verdicts, startProblems(pod, storage, settings))
})

table(
  'diagnose',
  {
    'the mount that fails comes first': {
      text: "mkdir: cannot create directory '/data/x': Permission denied",
      want: ['hermes+dashboard /data no → owner-aligned-init', 'owner /data yes → -'],
    },
    'the mount root itself': {
      text: "touch: cannot touch '/data': Permission denied",
      want: ['hermes+dashboard /data no → owner-aligned-init', 'owner /data yes → -'],
    },
    'containers of which the same is said are told of together': {
      text: "mkdir: cannot create directory '/data/x/y': Permission denied",
      want: ['hermes+dashboard /data no → owner-aligned-init', 'owner /data yes → -'],
    },
    'a mount inside a mount': {
      text: "mkdir: cannot create directory '/data/cache/x': Permission denied",
      want: ['dashboard /data no → owner-aligned-init', 'hermes /data/cache/ yes → -', 'owner /data yes → -'],
    },
    'a name that only begins alike': {
      text: "mkdir: cannot create directory '/database/x': Permission denied",
      want: ['nowhere unknown → -'],
    },
    'a read-only mount': {
      text: "Error: EROFS: read-only file system, open '/etc/agent/a.json'",
      want: ['hermes /etc/agent no → -'],
    },
    'a read-only mount would have said so': {
      text: "mysqld: Can't create/write to file '/shared/x' (OS errno 13 - Permission denied)",
      want: ['hermes /shared yes → -'],
    },
    ...Object.fromEntries(
      [
        "rm: cannot remove '/shared/x': Permission denied",
        "chown: changing ownership of '/shared/x': Operation not permitted",
        "chmod: changing permissions of '/shared/x': Operation not permitted",
        "fatal: detected dubious ownership in repository at '/shared/x'",
      ].map(text => [
        `a read-only mount would have said so: ${text}`,
        { text, want: [`hermes /shared ${text.startsWith('rm') ? 'yes' : 'no'} → -`] },
      ]),
    ),
    'and where nothing else holds the path, it is all there is': {
      text: "touch: cannot touch '/etc/agent/x': Permission denied",
      want: ['hermes /etc/agent no → -'],
    },
    'opening what is read-only for reading': {
      text: 'open /shared/x: permission denied',
      want: ['hermes /shared yes → -', 'owner /shared yes → -'],
    },
    'a read-only mount beside one that is not': {
      text: 'touch: cannot touch /shared/x: Read-only file system',
      want: ['owner /shared no → -'],
    },
    'a step that names no path': {
      text: 'error: failed switching to "postgres": operation not permitted',
      want: ['hermes+dashboard unknown → -', 'owner unknown → -'],
    },
    'no permission at all': { text: 'connection refused', want: undefined },
  },
  ({ text, want }) => {
    const call = readFailure(text)
    const diagnoses = call === undefined ? undefined : diagnose(call, suspects)
    const lines = diagnoses?.map(({ mount, containers, predicted, fix }) => {
      const place =
        containers.length === 0 ? 'nowhere' : [containers.join('+'), mount?.mountPath ?? []].flat().join(' ')
      return `${place} ${predicted} → ${fix?.id ?? '-'}`
    })
    assert.equal(lines, want)
  },
)

situation('a write names no path in any wording, and would not be of a read-only mount either', () => {
  const found = diagnose({ action: 'write', errno: 'EACCES', path: '/shared/x', said: {} }, suspects)
  assert.equal(
    found.map(({ containers }) => containers),
    [['hermes']],
  )
})

/** Paths, volumes and names of which one is the beginning of another. */
const alike = readStream(`apiVersion: v1
kind: Pod
metadata: { name: alike }
spec:
  securityContext: { runAsUser: 10000, runAsGroup: 10000 }
  containers:
    - name: data
      image: agent
      volumeMounts: [{ name: host, mountPath: /host, readOnly: true }, { name: cache, mountPath: /host/data }]
    - name: data2
      image: agent
      volumeMounts: [{ name: host, mountPath: /host, readOnly: true }, { name: cache, mountPath: /host/data2 }]
    - name: whole
      image: agent
      volumeMounts: [{ name: folder, mountPath: /a }, { name: folder2, mountPath: /b }]
    - name: hidden
      image: x
      command: [/srv/serve]
      volumeMounts: [{ name: empty, mountPath: /srv }]
  volumes:
    - { name: cache, emptyDir: {} }
    - { name: empty, emptyDir: {} }
    - { name: host, emptyDir: {} }
    - { name: folder, hostPath: { path: /srv/data, type: Directory } }
    - { name: folder2, hostPath: { path: /srv/data2, type: Directory } }
`)
const ofAlike = alike.pods.map(pod =>
  suspectOf(pod, judgeMounts(pod, alike.storage, settings), startProblems(pod, alike.storage, settings)),
)

const unmade = readStream(`apiVersion: v1
kind: Pod
metadata: { name: unmade }
spec:
  securityContext: { supplementalGroupsPolicy: Strict }
  volumes: [{ name: data, emptyDir: {} }]
  containers:
    - { name: image, image: 'https://example.com/app:1' }
    - { name: variable, image: busybox, volumeMounts: [{ name: data, mountPath: /a, subPathExpr: $(POD_NAME) }] }
    - name: absolute
      image: busybox
      env: [{ name: D, value: /etc }]
      volumeMounts: [{ name: data, mountPath: /a, subPathExpr: $(D) }]
    - name: backsteps
      image: busybox
      env: [{ name: D, value: ../etc }]
      volumeMounts: [{ name: data, mountPath: /a, subPathExpr: $(D) }]
`)

/** What the kubelet says, and the containers that check says it of. */
table(
  'a container that the kubelet does not even make is found by',
  {
    'the name of its image': {
      text: `Failed to apply default image tag "https://example.com/app:1": couldn't parse image name "https://example.com/app:1": invalid reference format`,
      want: ['image'],
    },
    'the event alone': { text: 'Warning  Failed  kubelet  Error: InvalidImageName', want: ['image'] },
    'the name of another image': {
      text: `couldn't parse image reference "None:None": invalid reference format`,
      want: [],
    },
    'the variable': { text: 'Error: missing value for "POD_NAME"', want: ['variable'] },
    'another variable': { text: 'Error: missing value for "HOSTNAME"', want: [] },
    'an absolute path': { text: 'Error: error SubPath `/etc` must not be an absolute path', want: ['absolute'] },
    'a path that leaves the volume': {
      text: "Error: unable to provision SubPath `../etc`: must not contain '..'",
      want: ['backsteps'],
    },
  },
  ({ text, want }) => assert.equal(containersSaid(text), want),
)

function containersSaid(text: string): readonly string[] {
  const suspects = unmade.pods.map(pod =>
    suspectOf(pod, judgeMounts(pod, unmade.storage, settings), startProblems(pod, unmade.storage, settings)),
  )
  const call = readFailure(text)
  return call === undefined ? ['not read'] : diagnose(call, suspects).flatMap(({ containers }) => containers ?? [])
}

table(
  'a refusal is of the path that it names, and of none that begins alike',
  {
    'the mount point that is named': {
      text: 'error mounting "/var/lib/kubelet/x" to rootfs at "/host/data": mkdirat: read-only file system',
      want: [/^\/host\/data lies below/],
    },
    'a mount point whose name is longer': {
      text: 'error mounting "/var/lib/kubelet/x" to rootfs at "/host/data2/": mkdirat: read-only file system',
      want: [/^\/host\/data2 lies below/],
    },
    'a path above both': {
      text: 'error mounting "/var/lib/kubelet/x" to rootfs at "/host": mkdirat: read-only file system',
      want: [/^$/],
    },
    'a program that is not there': {
      text: 'exec: "/srv/serve": stat /srv/serve: no such file or directory: unknown',
      want: [/^at \/srv, emptyDir hides/],
    },
    'another program': {
      text: 'exec: "/srv/other": stat /srv/other: no such file or directory: unknown',
      want: [/^$/],
    },
    'a folder of the node': {
      text: 'MountVolume.SetUp failed for volume "folder" : hostPath type check failed: /srv/data is not a directory',
      want: [/^hostPath \/srv\/data must exist/],
    },
    'a folder of the node whose name is longer': {
      text: 'MountVolume.SetUp failed for volume "folder2" : hostPath type check failed: /srv/data2 is not a directory',
      want: [/^hostPath \/srv\/data2 must exist/],
    },
    'a folder that no volume names': {
      text: 'MountVolume.SetUp failed for volume "folder" : hostPath type check failed: /srv is not a directory',
      want: [/^$/],
    },
  },
  ({ text, want }) => {
    const call = readFailure(text)
    const because = call === undefined ? [] : diagnose(call, ofAlike).map(whyWords)
    assert.is(because.length, want.length, because.join('\n'))
    for (const [index, pattern] of want.entries()) assert.match(because[index] ?? '', pattern)
  },
)
