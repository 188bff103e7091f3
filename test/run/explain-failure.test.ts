import * as assert from 'uvu/assert'
import { cureWords } from '../../src/report/words/cure-words.ts'
import { explainTexts } from '../../src/run/explain/explain.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const atRestricted = { ...defaultSettings, level: 'restricted', levelForced: true } as const

/** Public reports, reduced (04, 05, 13 and 14 of the reports that this project was tried on, and daily use). */
const manifests = {
  paperless: `
kind: Pod
apiVersion: v1
metadata: { name: paperless }
spec:
  securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 }
  initContainers:
    - name: init-run
      image: busybox:1.37
      command: [sh, -c, "chown 1000:1000 /run && chmod 755 /run"]
      securityContext: { capabilities: { drop: [ALL], add: [CHOWN] }, runAsUser: 0 }
      volumeMounts: [{ name: run, mountPath: /run }]
  containers:
    - name: app
      image: ghcr.io/example/paperless:1
      volumeMounts: [{ name: run, mountPath: /run }]
  volumes: [{ name: run, emptyDir: {} }]
`,
  flight: `
kind: DaemonSet
apiVersion: apps/v1
metadata: { name: flight }
spec:
  template:
    spec:
      securityContext: { runAsNonRoot: true }
      containers:
        - name: flight
          image: ghcr.io/example/flight:1
        - name: sidecar
          image: ghcr.io/example/sidecar:1
          securityContext: { runAsUser: 65532 }
`,
  postgres: `
kind: Pod
apiVersion: v1
metadata: { name: postgres }
spec:
  securityContext: { runAsUser: 70, runAsGroup: 70, fsGroup: 70 }
  containers:
    - name: postgres
      image: ghcr.io/example/pg:1
      volumeMounts: [{ name: data, mountPath: /data }]
  volumes: [{ name: data, emptyDir: {} }]
`,
  files: `
kind: Pod
apiVersion: v1
metadata: { name: files }
spec:
  securityContext: { runAsUser: 1000, runAsGroup: 1000 }
  containers:
    - name: app
      image: ghcr.io/example/app:1
      securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
      ports: [{ containerPort: 80 }]
      volumeMounts:
        - { name: scratch, mountPath: /scratch }
        - { name: config, mountPath: /etc/app }
  volumes:
    - { name: scratch, emptyDir: {} }
    - { name: config, configMap: { name: app } }
`,
  vault: `
kind: StatefulSet
apiVersion: apps/v1
metadata: { name: vault }
spec:
  template:
    spec:
      securityContext: { runAsUser: 3001, runAsGroup: 3001, fsGroup: 3001 }
      containers:
        - name: vault
          image: ghcr.io/example/vault:1
          volumeMounts: [{ name: data, mountPath: /vault/data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`,
} as const

interface Row {
  readonly of: keyof typeof manifests
  readonly error: string
  /** `container, step or mount: answer; fix or cure`, the likeliest message first; the first words of the cure. */
  readonly want: readonly string[]
}

table<Row>(
  'explain --error',
  {
    'an init script that gives the directory away first': {
      of: 'paperless',
      error: 'chmod: /run: Operation not permitted',
      want: ['init-run chmod /run no: add FOWNER to the capabilities'],
    },
    'a container that waits for that one says nothing': {
      of: 'paperless',
      error: "mkdir: cannot create directory '/run/x': Permission denied",
      want: ['init-run /run yes: '],
    },
    'the kubelet, of an image that nobody described': {
      of: 'flight',
      error:
        'Error: container has runAsNonRoot and image has non-numeric user (flight), cannot verify user is non-root (pod: "flight-x7k2p_lab(0-1)", container: flight)',
      want: ['flight unknown: set securityContext.runAsUser to the number of the user flight'],
    },
    'the kubelet, of root': {
      of: 'flight',
      error: '  Warning  Failed  5s  kubelet  Error: container has runAsNonRoot and image will run as root',
      want: ['flight unknown: set securityContext.runAsUser to a user other than 0'],
    },
    'a refusal that fits no container': {
      of: 'files',
      error: 'Error: container has runAsNonRoot and image will run as root',
      want: ['nowhere unknown: '],
    },
    'who has to own is not helped by a group': {
      of: 'postgres',
      error: 'initdb: could not change permissions of directory "/data": Operation not permitted',
      want: ['postgres /data no: let the program keep its data in a directory below /data'],
    },
    'a program that runs as itself can chown nothing': {
      of: 'postgres',
      error: "chown: changing ownership of '/data': Operation not permitted",
      want: ['postgres /data no: leave the chown out'],
    },
    'a writable mount that turned read-only is no permission': {
      of: 'files',
      error: 'touch: cannot touch /scratch/x: Read-only file system',
      want: ['app /scratch yes: look at the node and the storage'],
    },
    'a ConfigMap is always read-only': {
      of: 'files',
      error: "sed: couldn't open temporary file /etc/app/sedRe7mWL: Read-only file system",
      want: ['app /etc/app no: copy the files into an emptyDir'],
    },
    'the root file system': {
      of: 'files',
      error: "Error: EROFS: read-only file system, mkdir '/app/.cache'",
      want: ['app no: mount an emptyDir at /app/.cache'],
    },
    'a file capability outside the bounding set': {
      of: 'files',
      error: 'exec /opt/adguardhome/AdGuardHome: operation not permitted',
      want: ['app unknown: add what getcap shows for i'],
    },
    'a low port': {
      of: 'files',
      error: '[emerg] 1#1: bind() to 0.0.0.0:80 failed (13: Permission denied)',
      want: ['app unknown: let the program listen on a port from 1024 on'],
    },
    'Pod Security in its own words': {
      of: 'flight',
      error:
        'Error creating: pods "flight-x7k2p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (containers "flight", "sidecar" must set securityContext.allowPrivilegeEscalation=false)',
      want: ['flight+sidecar no: seaworthy fix sets'],
    },
    'Pod Security, of a check that the pod passes': {
      of: 'flight',
      error:
        'pods "flight-x7k2p" is forbidden: violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true)',
      want: [' yes: the object in the cluster differs from t'],
    },
    "OpenShift's constraints": {
      of: 'vault',
      error:
        'pods "vault-0" is forbidden: unable to validate against any security context constraint: [provider restricted-v2: .spec.securityContext.fsGroup: Invalid value: []int64{3001}: 3001 is not an allowed group, provider restricted-v2: .containers[0].runAsUser: Invalid value: 3001: must be in the ranges: [1000750000, 1000759999]]',
      want: ['vault no: leave these fields out'],
    },
    'the walk of fsGroup on a server that squashes root': {
      of: 'vault',
      error:
        'MountVolume.SetUp failed for volume "pvc-5d9c" : applyFSGroup failed for vol x: open /var/lib/kubelet/pods/f/volumes/kubernetes.io~csi/pvc-5d9c/mount/raft: permission denied',
      want: [' /vault/data unknown: take fsGroup out of the pod'],
    },
    'a log tells of each cause once, the certain one first': {
      of: 'files',
      error: `starting
{"level":"error","msg":"open /data/a: permission denied"}
touch: cannot touch '/etc/app/a': Read-only file system
touch: cannot touch '/etc/app/b': Read-only file system
pq: permission denied for table users
`,
      want: ['app /etc/app no: copy the files into an emptyDir', 'nowhere unknown: '],
    },
    'what kubectl describes names the container': {
      of: 'flight',
      error: `Name:             flight-x7k2p
Namespace:        lab
Containers:
  flight:
    State:          Waiting
      Reason:       CreateContainerConfigError
      Message:      container has runAsNonRoot and image will run as root
`,
      want: ['flight unknown: set securityContext.runAsUser to a user other than 0'],
    },
    'no permission at all': { of: 'flight', error: 'connect: connection refused', want: ['nothing'] },
  },
  ({ of, error, want }) => {
    const { failures = [] } = explainTexts([{ file: '-', text: manifests[of] }], atRestricted, { error })
    const got = failures.flatMap(({ diagnoses }) => {
      if (diagnoses === undefined) return ['nothing']
      return diagnoses.map(({ pod, containers, mount, step, predicted, fix, cure }) => {
        const place =
          pod === undefined ? 'nowhere' : [containers.join('+'), step ?? mount?.mountPath ?? []].flat().join(' ')
        return `${place} ${predicted}: ${fix?.id ?? (cure && cureWords(cure)) ?? ''}`
      })
    })
    assert.equal(
      got.map((line, index) => line.slice(0, want[index]?.length)),
      want,
    )
  },
)
