import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { crossFindings } from '../../src/volumes/findings/findings.ts'
import type { PodObservation } from '../../src/workload/finding/observation.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { judged, planned, settingsOf } from './planned.ts'

interface Row {
  /** Fields of the pod, and of its container, which mounts what is said. */
  readonly pod?: string
  readonly container?: string
  readonly image?: string
  readonly volumes?: string
  readonly init?: string
  readonly others?: string
  readonly level?: Level
  readonly settings?: Partial<Settings>
  /** `path severity code: message` of everything that is said of starting and of mounts, and of nothing else. */
  readonly want: readonly string[]
}

function podOf({
  pod = '',
  container = '',
  image = 'registry.example.com/app',
  volumes = '',
  init = '',
  others = '',
}: Row) {
  return `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  ${pod}
  volumes: [${volumes}]
  initContainers: [${init}]
  containers:
    - { name: web, image: '${image}', ${container} }
    ${others}
`
}

function lineOf({ path, severity, observation }: PodObservation): string {
  return `${formatPath(path)} ${severity} ${observation.code}: ${sentenceOf(observation).message}`
}

/** Every image is locked, and has no directory at this path. */
function lockedWithout(path: string): Partial<Settings> {
  const mountPoints = { '/': { owner: '0:0', mode: '0755' }, [path]: 'absent' } as const
  return { images: new Map(), lockedImage: () => ({ mountPoints, measured: true, from: 'as locked' }) }
}

const told: ReadonlySet<string> = new Set([
  ...['will-not-start', 'may-not-start', 'volume-not-writable', 'volume-not-readable', 'volume-unknown'],
  ...['chown-drift', 'capability-mismatch'],
])

function saidOf(row: Row): readonly PodObservation[] {
  const settings = settingsOf({ namespace: 'one', ...row.settings })
  const text = podOf(row)
  const { observations } = planned(text, row.level ?? 'baseline', settings)
  const across = crossFindings(judged(text, row.level ?? 'baseline', settings), settings)
  return [...observations, ...across].filter(({ observation }) => told.has(observation.code))
}

function prove(row: Row): void {
  assert.equal(saidOf(row).map(lineOf), row.want)
}

const nonRoot = 'securityContext: { runAsNonRoot: true }'
const asUser = (uid: number) => `securityContext: { runAsUser: ${uid}, runAsGroup: ${uid} }`
const web = 'spec.containers[0] error will-not-start: will not start:'
const init = 'spec.initContainers[0] error will-not-start: will not start:'
const nobodyStarts = ', so no container of the pod starts'
const asRoot = 'container has runAsNonRoot and image will run as root'
const unverified = 'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root'
const two = '{ name: a, emptyDir: {} }, { name: b, emptyDir: {} }'
const mounts = (...paths: readonly string[]) => {
  const list = paths.map(path => {
    const [name, mountPath, readOnly] = path.split(' ')
    return `{ name: ${name}, mountPath: ${mountPath}${readOnly === undefined ? '' : `, ${readOnly}`} }`
  })
  return `volumeMounts: [${list.join(', ')}]`
}
const mkdirs = (command: string, context: string) =>
  `{ name: mkdirs, image: busybox, command: ${command}, securityContext: { ${context} }, ${mounts('a /a')} }`

// Each row of refusal was seen on kubelet 1.36.3 with containerd 1.6.20 and runc, in these words.
table<Row>(
  'the kubelet refuses',
  {
    'an image that runs as root': { pod: nonRoot, image: 'busybox', want: [`${web} ${asRoot}`] },
    'an image that starts as root and drops it': { pod: nonRoot, image: 'nginx:1.27', want: [`${web} ${asRoot}`] },
    'an image whose user is a name': {
      container: nonRoot,
      image: 'prom/statsd-exporter:v1',
      want: [`${web} ${unverified}`],
    },
    'user 0': {
      pod: nonRoot,
      container: 'securityContext: { runAsUser: 0 }',
      want: [`${web} container's runAsUser breaks non-root policy`],
    },
    'a container whose own context says so': {
      container: 'securityContext: { runAsUser: 0, runAsNonRoot: true }',
      want: [`${web} container's runAsUser breaks non-root policy`],
    },
    'nothing where the container takes it back': {
      pod: nonRoot,
      container: 'securityContext: { runAsUser: 0, runAsNonRoot: false }',
      want: [],
    },
    'nothing with another user': { pod: nonRoot, container: asUser(5), image: 'busybox', want: [] },
    'nothing of an image that nobody knows': { pod: nonRoot, want: [] },
    'a container once, whatever it mounts': {
      pod: nonRoot,
      image: 'busybox',
      volumes: two,
      container: mounts('a /a', 'b /b'),
      want: [`${web} ${asRoot}`],
    },
    'an init container, and with it the pod': {
      pod: nonRoot,
      init: `{ name: init, image: busybox, ${mounts('a /a')} }`,
      container: `${asUser(5)}, ${mounts('a /a', 'b /b')}`,
      volumes: two,
      want: [`${init} ${asRoot}${nobodyStarts}`],
    },
    'a sidecar, and with it the pod': {
      pod: nonRoot,
      init: '{ name: init, image: busybox, restartPolicy: Always }',
      container: asUser(5),
      want: [`${init} ${asRoot}${nobodyStarts}`],
    },
    'each container for its own sake': {
      pod: nonRoot,
      init: '{ name: init, image: busybox }',
      image: 'nginx:1.27',
      others: "- { name: other, image: 'prom/statsd-exporter:v1' }",
      want: [
        `${init} ${asRoot}${nobodyStarts}`,
        `${web} ${asRoot}`,
        `spec.containers[1] error will-not-start: will not start: ${unverified}`,
      ],
    },
    'a group of the pod without a user': {
      pod: 'securityContext: { runAsGroup: 2000 }',
      container: `securityContext: { runAsUser: 5 }, ${mounts('a /a')}`,
      volumes: two,
      want: [
        `spec.securityContext.runAsGroup error will-not-start: will not start: the pod sets runAsGroup and no runAsUser: user group "2000" is specified without user${nobodyStarts}`,
      ],
    },
    'no group of the pod beside a user': { pod: 'securityContext: { runAsGroup: 0, runAsUser: 5 }', want: [] },
    'no group of a container without a user': { container: 'securityContext: { runAsGroup: 5 }', want: [] },
    'no group that is null': { pod: 'securityContext: { runAsGroup: null }', want: [] },
    'nothing on Windows': { pod: `os: { name: windows }\n  ${nonRoot}`, image: 'busybox', want: [] },
  },
  prove,
)

const inExpr = (expression: string, env: string, rest = '') => ({
  volumes: two,
  container: `env: [${env}], ${rest}volumeMounts: [{ name: a, mountPath: /a, subPathExpr: '${expression}' }]`,
})
const variable = (name: string, value: string) => `{ name: ${name}, value: '${value}' }`
const missing = (name: string) => `${web} missing value for ${name}, which subPathExpr names`
const unparsed = (image: string) => `${web} couldn't parse image name "${image}": invalid reference format`

table<Row>(
  'the kubelet cannot tell its runtime of',
  {
    'an image in upper case': { image: 'registry.example.com/App', want: [unparsed('registry.example.com/App')] },
    'an image with an empty tag': { image: 'nginx:', want: [unparsed('nginx:')] },
    'an image with two tags': { image: 'nginx:1:2', want: [unparsed('nginx:1:2')] },
    'an image with a short digest': { image: 'nginx@sha256:ab', want: [unparsed('nginx@sha256:ab')] },
    'an image behind a protocol, which a tool may replace': { image: 'ko://example.com/App', want: [] },
    'an image behind the protocol of its registry': {
      image: 'https://example.com/app:1',
      want: [unparsed('https://example.com/app:1')],
    },
    'nothing of a placeholder': { image: '<IMAGE>', want: [] },
    'nothing of an image that the manifest does not name': { image: '', want: [] },
    'nothing of a registry and a tag in upper case': { image: 'Registry.example.com/app:V1', want: [] },
    'an init container whose image it cannot parse, and with it the pod': {
      init: '{ name: init, image: Init }',
      want: [`${init} couldn't parse image name "Init": invalid reference format${nobodyStarts}`],
    },
    'an ephemeral container whose image it cannot parse, and no other': {
      pod: 'ephemeralContainers: [{ name: debug, image: Debug }]',
      want: [
        `spec.ephemeralContainers[0] error will-not-start: will not start: couldn't parse image name "Debug": invalid reference format`,
      ],
    },
    'a variable that nobody gives': { ...inExpr('x/$(POD)', ''), want: [missing('POD')] },
    'a variable that is given in another case': { ...inExpr('$(POD)', variable('pod', 'x')), want: [missing('POD')] },
    'an empty variable': { ...inExpr('$(POD)', variable('POD', '')), want: [missing('POD')] },
    'a variable without a value': { ...inExpr('$(POD)', '{ name: POD }'), want: [missing('POD')] },
    'an absolute path': {
      ...inExpr('$(POD)', variable('POD', '/x')),
      want: [`${web} error SubPath \`/x\` must not be an absolute path`],
    },
    'a path that leads out': {
      ...inExpr('x/$(POD)', variable('POD', '../y')),
      want: [`${web} unable to provision SubPath \`x/../y\`: must not contain '..'`],
    },
    'nothing of a variable with a value': { ...inExpr('x/$(POD)', variable('POD', 'a..b')), want: [] },
    'nothing of two dollars': { ...inExpr('$$(POD)', ''), want: [] },
    'nothing of a variable that the pod is asked for': {
      ...inExpr('$(POD)', '{ name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }'),
      want: [],
    },
    'nothing of a variable that envFrom may give': {
      ...inExpr('$(POD)', '', 'envFrom: [{ configMapRef: { name: x } }], '),
      want: [],
    },
    'nothing of a variable that a Service gives': { ...inExpr('$(WEB_SERVICE_HOST)', ''), want: [] },
    'nothing of a variable of a port that a Service gives': { ...inExpr('$(WEB_PORT_80_TCP_ADDR)', ''), want: [] },
    'nothing of the index of a Job': { ...inExpr('$(JOB_COMPLETION_INDEX)', ''), want: [] },
  },
  prove,
)

const below = (outer: string, rest = '') =>
  `${web} /a/x lies below /a, which web mounts read-only and which has no such directory: the runtime cannot make the mount point${outer}${rest}`

table<Row>(
  'a mount point below a read-only mount',
  {
    'of an emptyDir cannot be made': {
      container: `${asUser(5)}, ${mounts('a /a readOnly:true', 'b /a/x')}`.replaceAll('readOnly:', 'readOnly: '),
      volumes: two,
      want: [below('')],
    },
    'of a new claim cannot be made': {
      container: `${asUser(5)}, ${mounts('a /a readOnly:true', 'b /a/x')}`.replaceAll('readOnly:', 'readOnly: '),
      volumes:
        '{ name: a, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: disk } } } }, { name: b, emptyDir: {} }',
      settings: { storageClasses: new Map([['disk', { profile: 'aws-ebs' }]]) },
      want: [below('')],
    },
    'of a sub-path cannot be made': {
      container: `volumeMounts: [{ name: a, mountPath: /a, readOnly: true, subPath: s }, { name: b, mountPath: /a/x }]`,
      volumes: two,
      want: [below('')],
    },
    'of a volume that an init container prepared is there': {
      init: mkdirs('[mkdir, -p, /a/x]', 'runAsUser: 0'),
      container: `volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: b, mountPath: /a/x }]`,
      volumes: two,
      want: [],
    },
    'of a volume that an earlier container mounted the same way is there': {
      init: `{ name: i, image: busybox, command: ['true'], ${mounts('a /a', 'b /a/x')} }`,
      container: `volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: b, mountPath: /a/x }]`,
      volumes: two,
      want: [],
    },
    'of the same volume is made by the kubelet': {
      container: `volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: a, mountPath: /a/x, subPath: x }]`,
      volumes: two,
      want: [],
    },
    'of a configMap is made by the kubelet': {
      container: mounts('a /a', 'b /a/x'),
      volumes: '{ name: a, configMap: { name: c } }, { name: b, emptyDir: {} }',
      want: [],
    },
    'beside it is none': {
      container: `volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: b, mountPath: /ab }]`,
      volumes: two,
      want: [],
    },
    'below another mount in between is no matter': {
      container: `volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: b, mountPath: /a/x }, { name: a, mountPath: /a/x/y }]`,
      init: mkdirs('[mkdir, /a/x]', 'runAsUser: 0'),
      volumes: two,
      want: [],
    },
    'of a hostPath may be there': {
      container: `securityContext: { runAsUser: 0 }, volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: b, mountPath: /a/x }]`,
      volumes: '{ name: a, hostPath: { path: /srv } }, { name: b, emptyDir: {} }',
      want: [
        'spec.containers[0] warning may-not-start: may not start: /a/x lies below /a, which web mounts read-only: unless the directory exists there, the runtime cannot make the mount point',
      ],
    },
    'of a hostPath is there if it is mounted itself': {
      container: `securityContext: { runAsUser: 0 }, volumeMounts: [{ name: a, mountPath: /a, readOnly: true }, { name: b, mountPath: /a/x }]`,
      volumes: '{ name: a, hostPath: { path: /srv } }, { name: b, hostPath: { path: /srv/x } }',
      want: [],
    },
  },
  prove,
)

/** `s` of a claim that the pod may only read. */
const readOnlyClaim = (row: Partial<Row>): Omit<Row, 'want'> => ({
  container: `${asUser(5)}, volumeMounts: [{ name: a, mountPath: /a, subPath: s }]`,
  volumes: '{ name: a, persistentVolumeClaim: { claimName: a, readOnly: true } }',
  ...row,
})
const claimOf = (storage: StorageFacts) => ({ claims: new Map([['a', storage]]) })

table<Row>(
  'a sub-path of a read-only volume',
  {
    'may be there': {
      ...readOnlyClaim({ settings: claimOf({ source: 'local', root: { uid: 0, gid: 0, mode: '0755' } }) }),
      want: [
        'spec.containers[0] warning may-not-start: may not start: volume a is read-only: unless s is in it already, the kubelet fails to make it (failed to create subPath directory)',
      ],
    },
    'is made in a folder of the node': {
      ...readOnlyClaim({ settings: claimOf({ source: 'hostPath', root: { uid: 0, gid: 0, mode: '0777' } }) }),
      want: [],
    },
    'of an image that has no such directory, as locked': {
      container: `${asUser(5)}, volumeMounts: [{ name: a, mountPath: /a, subPath: s }]`,
      volumes: '{ name: a, image: { reference: r } }',
      settings: lockedWithout('/s'),
      want: [
        'spec.containers[0] warning may-not-start: may not start: the image of volume a has no directory s, as locked: containerd 2.2 and CRI-O refuse the container, and containerd 2.1 mounts the whole image',
        'spec.containers[0].volumeMounts[0] warning volume-unknown: it is unknown whether /a (volume a) is accessible: the image has no directory s, as locked',
      ],
    },
    'that the mount alone may not write is made': {
      container: `${asUser(5)}, volumeMounts: [{ name: a, mountPath: /a, subPath: s, readOnly: true }]`,
      volumes: '{ name: a, emptyDir: {} }',
      want: [],
    },
  },
  prove,
)

const emptied = (path: string, program: string, source = 'emptyDir') =>
  `${web} at ${path}, ${source} hides what the image has there, and nothing puts ${program} into it: it is not found at the start`
const image = { from: 'as locked', measured: true, entrypoint: ['/a/serve'], cmd: ['/a/x'], workingDir: '/a' } as const
const locked = (facts: Partial<typeof image> | { readonly entrypoint: readonly string[] } = {}) => ({
  settings: { lockedImage: () => ({ ...image, ...facts }) },
})
const fills = (command: string) => `{ name: i, image: x, command: ${command}, ${mounts('a /work')} }`
const asNobody = (rest: string) => `${asUser(5)}, ${rest}`

table<Row>(
  'a program that a mount hides',
  {
    'is not found in an emptyDir': {
      ...locked(),
      container: asNobody(mounts('a /a')),
      volumes: two,
      want: [emptied('/a', '/a/serve')],
    },
    'nor in a sub-path of one': {
      ...locked(),
      container: `${asUser(5)}, volumeMounts: [{ name: a, mountPath: /a/, subPath: s/t }]`,
      volumes: two,
      want: [emptied('/a/', '/a/serve')],
    },
    'nor where the deeper mount is the empty one': {
      ...locked({ entrypoint: ['/a/b/serve'] }),
      container: asNobody(mounts('c /a', 'b /a/b')),
      volumes: '{ name: c, configMap: { name: c } }, { name: b, emptyDir: {} }',
      want: [emptied('/a/b', '/a/b/serve')],
    },
    'as the manifest names it, nothing being known of the image': {
      container: asNobody(`command: [/a/$(NAME)], env: [{ name: NAME, value: run }], ${mounts('a /a')}`),
      volumes: two,
      want: [emptied('/a', '/a/run')],
    },
    'by its place below the working folder of the image': {
      ...locked({ entrypoint: ['./bin/serve'] }),
      container: asNobody(mounts('a /a')),
      volumes: two,
      want: [emptied('/a', '/a/./bin/serve')],
    },
    'by its place below the working folder of the manifest': {
      ...locked({ entrypoint: ['bin/serve'] }),
      container: asNobody(`workingDir: /b, ${mounts('b /b')}`),
      volumes: two,
      want: [emptied('/b', '/b/bin/serve')],
    },
    'as the script of an interpreter': {
      ...locked(),
      container: asNobody(`command: [python3.12, main.py, --all], ${mounts('a /a')}`),
      volumes: two,
      want: [emptied('/a', '/a/main.py')],
    },
    'may be in a new claim by the time that it starts': {
      settings: { ...locked().settings, storageClasses: new Map([['disk', { profile: 'aws-ebs' }]]) },
      container: asNobody(`securityContext: { runAsUser: 0 }, ${mounts('a /a')}`).replace(`${asUser(5)}, `, ''),
      volumes: '{ name: a, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: disk } } } }',
      want: [
        'spec.containers[0] warning may-not-start: may not start: at /a, ephemeral claim a of class disk (csi ebs.csi.aws.com) hides what the image has there: unless somebody puts /a/serve into it, the runtime finds no program',
      ],
    },
    'is there if an init container copied it': {
      ...locked(),
      init: fills("[sh, -c, 'cp -r /a/. /work']"),
      container: asNobody(mounts('a /a')),
      volumes: two,
      want: [],
    },
    'is there if an init container may have copied it': {
      ...locked(),
      init: `{ name: i, image: x, ${mounts('a /work')} }`,
      container: asNobody(mounts('a /a')),
      volumes: two,
      want: [],
    },
    'may come from a container beside it': {
      ...locked(),
      container: asNobody(mounts('a /a')),
      others: `- { name: two, image: y, command: [git-sync], ${asUser(5)}, ${mounts('a /git')} }`,
      volumes: two,
      want: [],
    },
    'is of the image where the mount lies elsewhere': {
      ...locked(),
      container: asNobody(mounts('a /ab', 'b /a/serve.d')),
      volumes: two,
      want: [],
    },
    'is looked for in PATH': {
      ...locked({ entrypoint: ['serve'] }),
      container: asNobody(mounts('a /a')),
      volumes: two,
      want: [],
    },
    'is another one where the manifest names one': {
      ...locked(),
      container: asNobody(`command: [/bin/serve], ${mounts('a /a')}`),
      volumes: two,
      want: [],
    },
    'is in a ConfigMap': {
      ...locked(),
      container: asNobody(mounts('a /a')),
      volumes: '{ name: a, configMap: { name: c } }',
      want: [],
    },
    'is no option of an interpreter': {
      ...locked(),
      container: asNobody(`command: [sh, -c, /a/serve], ${mounts('a /a')}`),
      volumes: two,
      want: [],
    },
    'has a name that only the running container knows': {
      ...locked(),
      container: asNobody(`command: [$(DIR)/serve], ${mounts('a /a')}`),
      volumes: two,
      want: [],
    },
  },
  prove,
)

/** As uid 568, in a volume that is mounted below one of uid 2000 alone. */
const belowClosed = (command: string): Omit<Row, 'want'> => ({
  init: `{ name: mkdirs, image: busybox, command: ${command}, ${asUser(568)}, ${mounts('a /a', 'b /a/x')} }`,
  volumes:
    '{ name: a, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: disk } } } }, { name: b, emptyDir: {} }',
  settings: {
    storageClasses: new Map([['disk', { source: 'hostPath', root: { uid: 2000, gid: 2000, mode: '0700' } }]]),
  },
})
const bound = 'spec.initContainers[0] error will-not-start: will fail:'

table<Row>(
  'an init container',
  {
    'that chowns without the right to': {
      init: mkdirs("[sh, -ec, 'chown 1000:1000 /a']", 'runAsUser: 568'),
      container: `${asUser(568)}, ${mounts('a /a', 'b /b')}`,
      others: `- { name: two, image: x, ${asUser(568)}, ${mounts('a /a', 'b /b')} }`,
      volumes: two,
      want: [`${bound} uid 568 cannot run \`chown /a\`: it needs CHOWN, which uid 568 cannot have${nobodyStarts}`],
    },
    'that is root and may not': {
      init: mkdirs('[chown, -R, "1000:1000", /a]', 'runAsUser: 0, capabilities: { drop: [ALL] }'),
      container: `${asUser(1000)}, ${mounts('a /a')}`,
      volumes: two,
      want: [`${bound} uid 0 cannot run \`chown /a\`: it needs CHOWN, which this container drops${nobodyStarts}`],
    },
    'that goes on into what is mounted below, which is read-only': {
      init: `{ name: mkdirs, image: busybox, command: [chown, -R, "1000:1000", /a], ${asUser(0)}, ${mounts('a /a', 'b /a/conf')} }`,
      volumes: '{ name: a, emptyDir: {} }, { name: b, configMap: { name: conf } }',
      want: [`${bound} uid 0 cannot run \`chown /a/conf\`: its mount is read-only${nobodyStarts}`],
    },
    'that goes on from the image into what is mounted below': {
      init: `{ name: mkdirs, image: busybox, command: [chmod, -R, "0777", /srv], ${asUser(0)}, volumeMounts: [{ name: a, mountPath: /srv/a, readOnly: true }] }`,
      volumes: '{ name: a, emptyDir: {} }',
      want: [`${bound} uid 0 cannot run \`chmod /srv/a\`: its mount is read-only${nobodyStarts}`],
    },
    'that goes on from the root of the image': {
      init: `{ name: mkdirs, image: busybox, command: [chown, -R, "1000", /], ${asUser(0)}, volumeMounts: [{ name: a, mountPath: /srv/a, readOnly: true }] }`,
      volumes: '{ name: a, emptyDir: {} }',
      want: [`${bound} uid 0 cannot run \`chown /srv/a\`: its mount is read-only${nobodyStarts}`],
    },
    'that finds nothing but an empty volume mounted below': {
      init: `{ name: mkdirs, image: busybox, command: [sh, -c, 'find /a -mindepth 1 | xargs chown -R 1000'], ${asUser(0)}, ${mounts('a /a', 'b /a/b')} }`,
      container: `${asUser(1000)}, ${mounts('b /b')}`,
      volumes: '{ name: a, emptyDir: {} }, { name: b, emptyDir: { medium: HugePages } }',
      want: [],
    },
    'that chmods one directory, whatever is mounted below': {
      init: `{ name: mkdirs, image: busybox, command: [chmod, "0777", /a], ${asUser(0)}, ${mounts('a /a', 'b /a/conf')} }`,
      container: `${asUser(1000)}, ${mounts('a /a')}`,
      volumes: '{ name: a, emptyDir: {} }, { name: b, configMap: { name: conf } }',
      want: [],
    },
    'that owns two volumes, one in the other': {
      init: `{ name: mkdirs, image: busybox, command: [chown, -R, "1000:1000", /a], ${asUser(0)}, ${mounts('a /a', 'b /a/b')} }`,
      container: `${asUser(1000)}, ${mounts('a /a', 'b /b')}`,
      volumes: '{ name: a, emptyDir: {} }, { name: b, emptyDir: { medium: HugePages } }',
      want: [],
    },
    'that chmods what is not its own': {
      init: mkdirs('[chmod, "0700", /a]', 'runAsUser: 568'),
      container: `${asUser(1000)}, ${mounts('a /a')}`,
      volumes: two,
      want: [`${bound} uid 568 cannot run \`chmod /a\`: it needs FOWNER, which uid 568 cannot have${nobodyStarts}`],
    },
    'that makes a directory where it may not write': {
      init: mkdirs('[mkdir, /a/x]', 'runAsUser: 568'),
      volumes: '{ name: a, emptyDir: { medium: HugePages } }',
      want: [`${bound} uid 568 cannot run \`mkdir /a/x\`${nobodyStarts}`],
    },
    'that makes a directory in a mount below one that is closed to it': {
      ...belowClosed('[mkdir, /a/x/y]'),
      want: [`${bound} uid 568 cannot run \`mkdir /a/x/y\`${nobodyStarts}`],
    },
    'that puts a file into a mount below one that is closed to it': {
      ...belowClosed('[touch, /a/x/y]'),
      want: [`${bound} uid 568 cannot run \`touch /a/x/y\`${nobodyStarts}`],
    },
    'that gives up where its chown fails': {
      init: mkdirs("[sh, -c, 'chown 1000:1000 /a || { echo no; exit 1; }; echo done']", 'runAsUser: 568'),
      volumes: two,
      want: [`${bound} uid 568 cannot run \`chown /a\`: it needs CHOWN, which uid 568 cannot have${nobodyStarts}`],
    },
    'that ends badly by itself': {
      init: mkdirs("[sh, -c, 'chown 1000:1000 /a; exit 1']", 'runAsUser: 0'),
      volumes: two,
      want: [`${bound} its script ends with \`exit 1\`${nobodyStarts}`],
    },
    'whose xargs runs chown on nothing': {
      init: mkdirs("[sh, -c, 'find /a -mindepth 1 | xargs chown -R 1000:1000']", 'runAsUser: 0'),
      volumes: two,
      want: [
        `${bound} uid 0 cannot run \`chown /a\`: \`find\` finds nothing there, and \`xargs\` without -r runs it all the same${nobodyStarts}`,
      ],
    },
    'that asks for root before it chowns': {
      init: mkdirs("[sh, -ec, 'if [ $(id -u) = 0 ]; then chown 1000:1000 /a; fi']", 'runAsUser: 568'),
      volumes: two,
      want: [],
    },
    'that asks whether it has to chown': {
      init: mkdirs("[sh, -ec, 'if [ ! -e /a/done ]; then chown 1000:1000 /a; fi']", 'runAsUser: 568'),
      volumes: two,
      want: [
        'spec.initContainers[0] warning may-not-start: may fail: uid 568 may be unable to run `chown /a`: it needs CHOWN, which uid 568 cannot have, and then no container of the pod starts',
      ],
    },
    'that asks for a variable before it ends': {
      init: mkdirs('[sh, -c, \'[ -n "$A" ] || exit 1; if [ -z "$B" ]; then exit 1; fi\']', 'runAsUser: 568'),
      volumes: two,
      want: [],
    },
    'that writes a file where it may not': {
      init: mkdirs("[sh, -c, 'echo x > /a/x']", 'runAsUser: 568'),
      volumes: '{ name: a, emptyDir: { medium: HugePages } }',
      want: [`${bound} uid 568 cannot run \`> /a/x\`${nobodyStarts}`],
    },
    'that chmods what it has put into a directory that it made': {
      init: mkdirs("[sh, -ec, 'mkdir -p /a/bin; cp /bin/sh /a/bin/sh; chmod 0555 /a/bin/sh']", 'runAsUser: 568'),
      volumes: two,
      want: [],
    },
    'that goes on all the same': {
      init: mkdirs("[sh, -c, 'chown 1000:1000 /a || true']", 'runAsUser: 568'),
      container: `${asUser(568)}, ${mounts('a /a')}`,
      volumes: two,
      want: [
        'spec.initContainers[0] warning chown-drift: gives emptyDir to uid 1000, but web writes it as uid 568; is not recursive, so existing files keep their owner; ignores chown failures',
      ],
    },
    'that may fail is told of once': {
      init: mkdirs('[chown, -R, "1000:1000", /a]', 'runAsUser: 0'),
      container: `${asUser(1000)}, ${mounts('a /a', 'b /b')}`,
      volumes:
        '{ name: a, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: nas } } } }, { name: b, emptyDir: {} }',
      settings: { storageClasses: new Map([['nas', { source: 'nfs', root: { uid: 0, gid: 0, mode: '0777' } }]]) },
      want: [
        'spec.initContainers[0] warning may-not-start: may fail: uid 0 may be unable to run `chown /a`, and then no container of the pod starts',
      ],
    },
    'of whose volume nobody can chown anything': {
      init: mkdirs('[chown, "1000:1000", /a]', 'runAsUser: 0'),
      container: `${asUser(1000)}, ${mounts('a /a')}`,
      volumes: '{ name: a, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: smb } } } }',
      settings: { storageClasses: new Map([['smb', { profile: 'csi-smb' }]]) },
      want: [
        `${bound} uid 0 cannot run \`chown /a\`: the owner of ephemeral claim a of class smb (csi smb.csi.k8s.io) cannot be changed${nobodyStarts}`,
      ],
    },
  },
  prove,
)

const runs = (script: string, context = 'runAsUser: 568', flags = '-ec') =>
  `command: [sh, ${flags}, ${JSON.stringify(script)}], securityContext: { ${context} }, ${mounts('a /a')}`
const fails = 'spec.containers[0] error will-not-start: will fail:'

table<Row>(
  'the command of a main container',
  {
    'that chowns without the right to': {
      container: runs('chown -R 1001:1001 /a && exec su-exec 1001 server'),
      volumes: two,
      want: [`${fails} uid 568 cannot run \`chown /a\`: it needs CHOWN, which uid 568 cannot have`],
    },
    'of root that may not': {
      container: runs('chown -R 1001:1001 /a && exec server', 'runAsUser: 0, capabilities: { drop: [ALL] }'),
      volumes: two,
      want: [`${fails} uid 0 cannot run \`chown /a\`: it needs CHOWN, which this container drops`],
    },
    'that chmods what is not its own': {
      container: runs('chmod 0700 /a\nexec server'),
      volumes: two,
      want: [`${fails} uid 568 cannot run \`chmod /a\`: it needs FOWNER, which uid 568 cannot have`],
    },
    'without a shell': {
      container: `command: [chown, "1001:1001", /a], securityContext: { runAsUser: 568 }, ${mounts('a /a')}`,
      volumes: two,
      want: [`${fails} uid 568 cannot run \`chown /a\`: it needs CHOWN, which uid 568 cannot have`],
    },
    'in its arguments': {
      container: `args: [sh, -ec, "chmod 0700 /a; exec server"], securityContext: { runAsUser: 568 }, ${mounts('a /a')}`,
      volumes: two,
      want: [`${fails} uid 568 cannot run \`chmod /a\`: it needs FOWNER, which uid 568 cannot have`],
    },
    'that copies where it may not write': {
      container: runs('cp -r /conf/. /a/ && exec server'),
      volumes: '{ name: a, emptyDir: { medium: HugePages } }',
      want: [`${fails} uid 568 cannot run \`cp -r /conf/. /a/\``],
    },
    'that makes a directory for somebody else': {
      container: runs('install -d -o 1001 -m 0750 /a/x && exec server'),
      volumes: two,
      want: [`${fails} uid 568 cannot run \`mkdir /a/x\`: it needs CHOWN, which uid 568 cannot have`],
    },
    'that copies to a new file where it may': {
      container: runs('cp /conf/x /a/y && exec server'),
      volumes: two,
      want: [],
    },
    'of a sidecar, which nobody waits for': {
      init: mkdirs('[sh, -ec, "chown 1001 /a; exec sync"]', 'runAsUser: 568').replace(
        ' image:',
        ' restartPolicy: Always, image:',
      ),
      container: `${asUser(568)}, ${mounts('a /a')}`,
      volumes: two,
      want: [`${bound} uid 568 cannot run \`chown /a\`: it needs CHOWN, which uid 568 cannot have`],
    },
    'that goes on all the same': {
      container: runs('chown 1001 /a; exec server', undefined, '-c'),
      volumes: two,
      want: [],
    },
    'that only may fail': {
      container: runs('chown 1001 "$WHERE" && exec server'),
      volumes: two,
      want: [],
    },
    'that is root as the runtime makes it': {
      container: runs('chown -R 1001:1001 /a && exec su-exec 1001 server', 'runAsUser: 0'),
      volumes: two,
      want: [],
    },
    'behind an init container that makes it possible': {
      init: mkdirs('[chown, "568:568", /a]', 'runAsUser: 0'),
      container: runs('chmod 0700 /a && exec server'),
      volumes: two,
      want: ['spec.initContainers[0] warning chown-drift: is not recursive, so existing files keep their owner'],
    },
  },
  prove,
)

const note = (path: string, sentence: string) => `${path} note may-not-start: may not start: ${sentence}`
const onNode = (sentence: string) => note('spec.volumes[0]', `${sentence}, and then no container of the pod starts`)
const hostPath = (path: string, type: string): Row => ({
  container: `securityContext: { runAsUser: 0 }, ${mounts('a /a', 'b /b')}`,
  volumes: `{ name: a, hostPath: { path: ${path}, type: ${type} } }, { name: b, emptyDir: {} }`,
  want: [],
})

table<Row>(
  'what a node may lack',
  {
    'a directory': {
      ...hostPath('/opt/a', 'Directory'),
      want: [onNode('hostPath /opt/a must exist on the node as a directory (type Directory)')],
    },
    'a file': {
      ...hostPath('/opt/a', 'File'),
      want: [onNode('hostPath /opt/a must exist on the node as a file (type File)')],
    },
    'a socket': {
      ...hostPath('/run/x.sock', 'Socket'),
      want: [onNode('hostPath /run/x.sock must exist on the node as a socket (type Socket)')],
    },
    'a character device': {
      ...hostPath('/dev/a', 'CharDevice'),
      want: [onNode('hostPath /dev/a must exist on the node as a character device (type CharDevice)')],
    },
    'a block device': {
      ...hostPath('/dev/a', 'BlockDevice'),
      want: [onNode('hostPath /dev/a must exist on the node as a block device (type BlockDevice)')],
    },
    'the folder of a file that is made': {
      ...hostPath('/opt/a/x', 'FileOrCreate'),
      want: [onNode('the folder of hostPath /opt/a/x must exist on the node (type FileOrCreate)')],
    },
    'no folder that is made': hostPath('/opt/a', 'DirectoryOrCreate'),
    'a folder in which a sub-path is looked for': {
      ...hostPath('/opt/a', '""'),
      container: 'securityContext: { runAsUser: 0 }, volumeMounts: [{ name: a, mountPath: /a, subPath: x }]',
      want: [onNode('hostPath /opt/a must exist on the node, since subPath is looked for in it')],
    },
    'no folder that the runtime made for a container before': {
      ...hostPath('/opt/a', '""'),
      init: `{ name: init, image: 'registry.example.com/app', securityContext: { runAsUser: 0 }, ${mounts('a /a')} }`,
      container: 'securityContext: { runAsUser: 0 }, volumeMounts: [{ name: a, mountPath: /a, subPath: x }]',
      want: [],
    },
    'no folder that every node has': hostPath('/var/log/', 'Directory'),
    'no folder of every node for a file': hostPath('/var/lib/x', 'FileOrCreate'),
    'nothing that is not mounted': { ...hostPath('/opt/a', 'Directory'), container: mounts('b /b') },
    'a runtime that knows Strict': {
      pod: 'securityContext: { supplementalGroupsPolicy: Strict }',
      want: [
        note(
          'spec.securityContext.supplementalGroupsPolicy',
          'supplementalGroupsPolicy Strict needs containerd 2.0 or CRI-O 1.31; nodes with an older runtime refuse the pod',
        ),
      ],
    },
  },
  prove,
)
