import * as assert from 'uvu/assert'
import { listAt, textAt, type ValueMap } from '../../src/manifest/value.ts'
import { skipped, table } from '../table.ts'
import { clusterPod } from './golden-pods.ts'
import { noPodStarts, type ProvisionedVolume, podStarts } from './pod-starts.ts'

/**
 * The golden streams, started for real: volumes get the owner and mode that the cluster's storage gives them, every
 * init container's own command runs as its uid, gid, groups and capabilities, and then the kernel says for every
 * other container whether it can write its claims. Twice, because what chowns on a full volume is what fails later.
 * The verdicts of this project are not asked.
 */
interface Row extends ProvisionedVolume {
  readonly stream: string
  /** `namespace/name`. */
  readonly workload: string
  /** Of the stream as it was, and as it is hardened: `first start; second start`. */
  readonly before: string
  readonly after: string
}

const provisioner = { volume: 'data', owner: [1000, 1000], mode: 0o755 } as const
const localPath = { volume: 'data', owner: [0, 0], mode: 0o770, walked: true } as const
const disk = { volume: 'data', owner: [0, 0], mode: 0o755, walked: true } as const

const rows: Readonly<Record<string, Row>> = {
  'the master': {
    ...provisioner,
    stream: 'agents.helm3',
    workload: 'hermes-obol-agent/hermes',
    before: 'init-hermes-data fails',
    after: 'hermes writes, hermes-dashboard writes',
  },
  'a spawned agent': {
    ...provisioner,
    stream: 'agents.helm3',
    workload: 'agent-scout/hermes',
    before: 'profile-seed fails',
    after: 'hermes writes',
  },
  'a spawned agent mended by hand': {
    ...provisioner,
    stream: 'agents.helm3',
    workload: 'agent-quant/hermes',
    before: 'hermes writes',
    after: 'hermes writes',
  },
  'a sidecar in a restricted namespace': {
    ...provisioner,
    volume: 'state',
    stream: 'llm.helm4',
    workload: 'llm/litellm',
    before: 'x402-buyer denied',
    after: 'x402-buyer writes',
  },
  'an agent on local volumes': {
    ...localPath,
    stream: 'k3s-local.helm4',
    workload: 'agent-k3s/hermes',
    before: 'hermes denied',
    after: 'hermes writes',
  },
  'a restricted broker on local volumes': {
    ...localPath,
    stream: 'k3s-local.helm4',
    workload: 'x402/job-broker',
    before: 'job-broker denied',
    after: 'job-broker writes',
  },
  'a chart that chowns with the capabilities it needs': {
    ...provisioner,
    volume: 'storage',
    stream: 'dashboard.helm3',
    workload: 'hermes-monitoring/dashboard-grafana',
    before: 'grafana writes',
    after: 'grafana writes',
  },
  'a chart that chowns with what the runtime gives': {
    ...provisioner,
    volume: 'storage',
    stream: 'dashboard.helm3',
    workload: 'hermes-monitoring/beacon',
    before: 'lighthouse writes',
    after: 'lighthouse writes',
  },
  'a database that starts as root in its own directory': {
    ...provisioner,
    stream: 'databases.helm3',
    workload: 'agent-db/ledger',
    before: 'postgres writes',
    after: 'postgres writes',
  },
  'a database that is its user from the start': {
    ...disk,
    stream: 'databases.helm3',
    workload: 'shop/invoices',
    before: 'postgres writes',
    after: 'postgres writes',
  },
  'an export that squashes root': {
    ...provisioner,
    volume: 'exports',
    squashed: true,
    stream: 'shared-files.helm3',
    workload: 'agent-files/reports',
    before: 'reports denied',
    after: 'reports denied',
  },
  'a chart’s own volumePermissions': {
    ...provisioner,
    volume: 'datadir',
    stream: 'volume-permissions.helm3',
    workload: 'agent-queue/queue-store',
    before: 'store writes',
    after: 'store writes',
  },
  'a sub-path that the kubelet makes as root': {
    ...provisioner,
    volume: 'datadir',
    stream: 'volume-permissions.helm3',
    workload: 'agent-queue/queue-arbiter',
    before: 'arbiter denied',
    after: 'arbiter writes',
  },
}

/** Users of images that are root until their entrypoint says otherwise; the others are named by the manifests. */
const rootImages: Readonly<Record<string, { readonly switchesTo: number }>> = {
  'postgres:17.2-bookworm': { switchesTo: 999 },
  'postgres:17.2-alpine': { switchesTo: 70 },
}

const programs = {
  imageUser: (image: string) => ({ uid: image in rootImages ? 0 : 65534, gid: 0 }),
  firstWrites: probeOf,
}

const reason = noPodStarts()
if (reason !== undefined) skipped('golden streams under the kernel', reason)
else
  table('the kernel starts the golden streams', rows, row => {
    const starts = (file: string) => {
      const pod = clusterPod(file, row.workload)
      return podStarts([pod, pod], row, programs).join('; ')
    }
    assert.equal(
      {
        before: starts(`test/fixtures/streams/${row.stream}.yaml`),
        after: starts(`golden/streams/${row.stream}.yaml`),
      },
      { before: twice(row.before), after: twice(row.after) },
    )
  })

/** A pod whose init container fails is started again and again. */
function twice(start: string): string {
  return `${start}; ${start}`
}

/** What a program does first: a directory of its own, a private file in it, and the same again after a restart. */
const writes = (path: string) => `mkdir -p -m 0700 ${path}/made && umask 077 && echo x >>${path}/made/file`

/** The root phase of docker-library/postgres's entrypoint, and then its user, who must own the directory. */
function probeOf(container: ValueMap, mountPath: string): string {
  const image = rootImages[textAt(container, 'image') ?? '']
  if (image === undefined) return writes(mountPath)
  const pgdata = textAt(
    listAt(container, 'env').find(entry => textAt(entry, 'name') === 'PGDATA'),
    'value',
  )
  const data = pgdata ?? mountPath
  const user = `chmod 0700 ${data} && ${writes(data)}`
  const { switchesTo } = image
  const drop = `setpriv --reuid ${switchesTo} --regid ${switchesTo} --clear-groups`
  return `mkdir -p ${data}
if [ "$(id -u)" != 0 ]; then ${user}; exit; fi
chmod 00700 ${data}
find ${data} ! -user ${switchesTo} -exec chown ${switchesTo} {} +
${drop} sh -ec '${user}'`
}
