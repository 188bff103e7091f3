import type { LockedImage } from '../src/lock/lock.ts'
import { writeLock } from '../src/lock/write-lock.ts'
import type { PlatformFacts } from '../src/registry/facts/image-facts.ts'

/** A stream of generated Deployments, about 0.9 KB each, none of which has a security context. */
export function deployments(count: number): string {
  return Array.from({ length: count }, (_, index) => deployment(`web-${index}`)).join('')
}

/** Images whose user the built-in catalogue knows as a number, so that every field can be added. */
function deployment(name: string): string {
  return `---
# Source: bench/templates/${name}.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: bench
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/managed-by: Helm
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      containers:
        - name: web
          image: docker.io/nginxinc/nginx-unprivileged:1.27
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: "info"
          resources:
            requests: { cpu: 10m, memory: 32Mi }
            limits: { memory: 64Mi }
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
`
}

/** A stream of pods that are as small as pods can be. */
export function pods(count: number): string {
  return Array.from(
    { length: count },
    (_, index) =>
      `---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p${index}\nspec:\n  containers:\n    - name: c\n      image: nginx\n`,
  ).join('')
}

/** Images that `taggedDeployments` name, and the others of a lock, by their canonical references. */
export function lockOf(count: number): string {
  const images = Array.from({ length: count }, (_, index) => [`${nginx}:1.${index}`, lockedNginx(index)] as const)
  return writeLock({ images: new Map(images) })
}

const nginx = 'docker.io/nginxinc/nginx-unprivileged'

/** What a lock has of an image: as much as of most, and no more than the catalogue knows of who runs. */
function lockedNginx(index: number): LockedImage {
  const facts: PlatformFacts = {
    config: digestOf(index + 1),
    user: { declared: '101', uid: 101, gid: 101, groups: [], from: 'etc/passwd' },
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    workingDir: '/',
    volumes: [],
    shell: 'present',
    fileCapabilities: {},
    setuid: 'no',
    privilegedFiles: ['/usr/bin/chage', '/usr/bin/mount', '/usr/bin/passwd', '/usr/bin/su', '/usr/bin/umount'],
    calls: [],
    paths: { '/data': 'absent', '/etc/store': 'absent', '/tmp': { owner: '0:0', mode: '1777' } },
  }
  return { digest: digestOf(index), platforms: { 'linux/amd64': facts } }
}

function digestOf(index: number): string {
  return `sha256:${index.toString(16).padStart(64, '0')}`
}

/** Deployments of ten images, as a large chart has them. */
export function taggedDeployments(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    deployment(`web-${index}`).replace('unprivileged:1.27', `unprivileged:1.${(index % 10) * 49}`),
  ).join('')
}

/** What stands behind the claims of `claimants`, as a policy says it. */
export const claimClasses = `storageClasses:
  writable: { profile: aws-ebs }
  foreign: { source: hostPath, root: { owner: "1000:1000", mode: "0755" } }
`

/**
 * Workloads as charts write them for data: every one with a claim, a config volume and a scratch directory. Of a
 * `writable` class nothing fails and nothing is said; of a `foreign` one every workload needs a fix to be found.
 */
export function claimants(count: number, storageClass: 'writable' | 'foreign'): string {
  return Array.from({ length: count }, (_, index) => claimant(`store-${index}`, storageClass)).join('')
}

function claimant(name: string, storageClass: string): string {
  return `---
# Source: bench/templates/${name}-pvc.yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
  namespace: bench
spec:
  accessModes: ["ReadWriteOnce"]
  storageClassName: ${storageClass}
  resources:
    requests:
      storage: 8Gi
${deployment(name)
  .replace('  replicas: 2\n', '  replicas: 1\n  strategy: { type: Recreate }\n')
  .replace('    spec:\n', `    spec:\n      securityContext: { fsGroup: 101, fsGroupChangePolicy: OnRootMismatch }\n`)
  .replace(
    '            - name: tmp\n              mountPath',
    `            - name: data
              mountPath: /data
            - name: config
              mountPath: /etc/store
            - name: tmp
              mountPath`,
  )}        - name: data
          persistentVolumeClaim:
            claimName: ${name}
        - name: config
          configMap:
            name: ${name}
`
}
