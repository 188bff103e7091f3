import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { crossFindings } from '../../src/volumes/findings/findings.ts'
import type { PodObservation } from '../../src/workload/finding/observation.ts'
import { table } from '../table.ts'
import { judged, settingsOf } from './planned.ts'

const settings = settingsOf({
  namespace: 'agent-one',
  storageClasses: new Map([
    ['obol', { source: 'hostPath', fsGroup: 'never', chownable: true, root: { uid: 1000, gid: 1000, mode: '0755' } }],
    ['ebs', { profile: 'aws-ebs' }],
  ]),
  defaultStorageClass: 'obol',
})

const claim = (modes: string, storageClass = 'obol') => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [${modes}], storageClassName: ${storageClass} }
---
`

interface Workload {
  readonly kind?: string
  readonly name?: string
  readonly strategy?: string
  readonly context?: string
  readonly init?: string
  readonly main?: string
  readonly subPath?: string
}

/** The smallest workload that mounts the claim at /data. */
function workload({ kind = 'Deployment', name = 'web', ...differences }: Workload): string {
  const {
    strategy = '{ type: Recreate }',
    context = '{ runAsUser: 1000, runAsGroup: 1000 }',
    init,
    main = '',
  } = differences
  const mount = differences.subPath === undefined ? '' : `, subPath: ${differences.subPath}`
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  ${kind === 'Deployment' ? `strategy: ${strategy}` : 'completions: 1'}
  template:
    spec:
      securityContext: ${context}${init === undefined ? '' : `\n      initContainers: [${init}]`}
      containers:
        - { name: main, image: app, volumeMounts: [{ name: data, mountPath: /data${mount} }]${main} }
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
---
`.replace('apps/v1', kind === 'Job' ? 'batch/v1' : 'apps/v1')
}

/** A root init container that mounts the claim as the workload does. */
const chownInit = (command: string, context = '{ runAsUser: 0 }') =>
  `{ name: fix, image: busybox, command: ${command}, securityContext: ${context}, volumeMounts: [{ name: data, mountPath: /data }] }`

/** A master and a worker as one user, each of which runs a script as the owner of the volume first. */
function sharedBy(script: string): string {
  const context = '{ runAsUser: 10000, runAsGroup: 10000, supplementalGroups: [5000] }'
  const init = chownInit(`[sh, -ec, '${script}']`, '{ runAsUser: 1000, runAsGroup: 1000 }')
  return workload({ name: 'master', context, init }) + workload({ name: 'worker', kind: 'Job', context, init })
}

const all = '{ runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN, DAC_OVERRIDE, FOWNER] } }'

/** `web chown-drift warning: sentence`. */
function lineOf({ pod, severity, observation }: PodObservation): string {
  return `${pod.object.ref.name} ${observation.code} ${severity}: ${sentenceOf(observation).message}`
}

table(
  'crossFindings',
  {
    'a workload that is well': { text: claim('ReadWriteOnce') + workload({}), want: [] },

    'rolling update on a claim of one node': {
      text: claim('ReadWriteOnce') + workload({ strategy: '{ type: RollingUpdate }' }),
      want: [
        'web rollout-deadlock warning: a rolling update starts the new pod while the old one holds claim data (ReadWriteOnce); use strategy Recreate, or maxSurge 0',
      ],
    },
    'rolling update is the default': {
      text: claim('ReadWriteOncePod') + workload({ strategy: '{}' }),
      want: [
        'web rollout-deadlock warning: a rolling update starts the new pod while the old one holds claim data (ReadWriteOncePod); use strategy Recreate, or maxSurge 0',
      ],
    },
    'rolling update without surge': {
      text: claim('ReadWriteOnce') + workload({ strategy: '{ rollingUpdate: { maxSurge: 0 } }' }),
      want: [],
    },
    'rolling update on a shared claim': {
      text: claim('ReadWriteOnce, ReadWriteMany') + workload({ strategy: '{}' }),
      want: [],
    },
    'a Job does not roll': { text: claim('ReadWriteOnce') + workload({ kind: 'Job' }), want: [] },

    'fsGroup on hostPath': {
      text: claim('ReadWriteMany') + workload({ context: '{ runAsUser: 10000, fsGroup: 10000 }' }),
      want: [
        'web fsgroup-noop warning: fsGroup 10000 does nothing for claim data of class obol (hostPath): the kubelet never applies it there',
      ],
    },
    'fsGroup on hostPath that is writable anyway': {
      text: claim('ReadWriteMany') + workload({ context: '{ runAsUser: 1000, fsGroup: 10000 }' }),
      want: [
        'web fsgroup-noop note: fsGroup 10000 does nothing for claim data of class obol (hostPath): the kubelet never applies it there',
      ],
    },
    'fsGroup that is the group of the hostPath': {
      text: claim('ReadWriteMany') + workload({ context: '{ runAsUser: 10000, fsGroup: 1000 }' }),
      want: [],
    },

    'fsGroup on block storage walks before each start': {
      text: claim('ReadWriteMany', 'ebs') + workload({ context: '{ runAsUser: 10000, fsGroup: 10000 }' }),
      want: [
        'web slow-recursive-chown note: the kubelet gives every file of claim data of class ebs (csi ebs.csi.aws.com) to group 10000 before each start; fsGroupChangePolicy OnRootMismatch does it once',
      ],
    },

    ...Object.fromEntries(
      ['gosu', 'su-exec', 'setpriv', 'runuser', 'su', 's6-setuidgid', 'chpst'].map(program => [
        `root without SETUID and SETGID that calls ${program}`,
        {
          text:
            claim('ReadWriteMany') +
            workload({ context: '{ runAsUser: 1000 }', init: chownInit(`[/sbin/${program}, web, serve]`, all) }),
          want: [`web capability-mismatch warning: ${program} needs SETUID and SETGID, which this container drops`],
        },
      ]),
    ),
    'two workloads as different users': {
      text:
        claim('ReadWriteMany') +
        workload({ name: 'master', context: '{ runAsUser: 10000, runAsGroup: 10000 }' }) +
        workload({ name: 'worker', kind: 'Job', context: '{ runAsUser: 65532, runAsGroup: 65532 }' }),
      want: [
        'master claim-conflict warning: claim data is shared: Deployment/master writes it as 10000:10000, Job/worker as 65532:65532',
        'worker claim-conflict warning: claim data is shared: Job/worker writes it as 65532:65532, Deployment/master as 10000:10000',
      ],
    },
    'two workloads as different users in directories of their own': {
      text:
        claim('ReadWriteMany') +
        workload({ name: 'master', context: '{ runAsUser: 10000 }', subPath: 'master' }) +
        workload({ name: 'worker', kind: 'Job', context: '{ runAsUser: 65532 }', subPath: 'worker' }),
      want: [],
    },
    'two workloads that each share the volume as its owner': {
      text: claim('ReadWriteMany') + sharedBy('chgrp 5000 /data; chmod g+rwxs /data'),
      want: [],
    },
    'two workloads that each make a directory as the owner, and do not share it': {
      text: claim('ReadWriteMany') + sharedBy('mkdir /data/in; chgrp 5000 /data; chmod g+rwxs /data'),
      want: [
        'master claim-conflict warning: claim data is shared: Deployment/master writes it as 1000:1000, Job/worker as 10000:10000',
        'worker claim-conflict warning: claim data is shared: Job/worker writes it as 1000:1000, Deployment/master as 10000:10000',
      ],
    },
    'two workloads as one user': {
      text: claim('ReadWriteMany') + workload({ name: 'master' }) + workload({ name: 'worker', kind: 'Job' }),
      want: [],
    },
    'a worker that re-owns what the master writes': {
      text:
        claim('ReadWriteMany') +
        workload({ name: 'master', context: '{ runAsUser: 10000, runAsGroup: 10000 }' }) +
        workload({ name: 'worker', kind: 'Job', init: chownInit(`[chown, -R, '1000:1000', /data]`, all) }),
      want: [
        'master claim-conflict warning: claim data is shared: Job/worker chowns it to 1000:1000, but Deployment/master writes it as 10000:10000',
        'worker claim-conflict warning: claim data is shared: Job/worker chowns it to 1000:1000, but Deployment/master writes it as 10000:10000',
      ],
    },

    'a chown init as the helper writes it': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 10000, runAsGroup: 10000 }',
          init: chownInit(`[chown, -R, '10000:10000', /data]`, all),
        }),
      want: [],
    },
    'a chown init for another user': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 10000, runAsGroup: 10000 }',
          init: chownInit(`[chown, -R, '1000:1000', /data]`, all),
        }),
      want: [
        'web chown-drift warning: gives claim data of class obol (hostPath) to uid 1000, but main writes it as uid 10000',
      ],
    },
    'a chown init that locks the group out': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 10000, runAsGroup: 10000, fsGroup: 1000 }',
          init: chownInit(`[chown, -R, '10000:10000', /data]`, all),
        }),
      want: [
        "web chown-drift warning: gives claim data of class obol (hostPath) to group 10000, but the pod's group is 1000",
      ],
    },
    'a chown init that fails on the second start': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 10000, runAsGroup: 10000 }',
          init: chownInit(
            `[chown, -R, '10000:10000', /data]`,
            '{ runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN] } }',
          ),
        }),
      want: [
        'web chown-drift warning: lacks DAC_OVERRIDE, so on the second start it cannot enter 0700 directories created by the workload',
      ],
    },
    'a chown init without its capability': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 10000, runAsGroup: 10000 }',
          init: chownInit(`[chown, -R, '10000:10000', /data]`, '{ runAsUser: 0, capabilities: { drop: [ALL] } }'),
        }),
      // It is bound to fail, which is said of the container.
      want: [],
    },
    'a chown init that is not root': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 10000, runAsGroup: 10000 }',
          init: chownInit(`[chown, -R, '10001:10001', /data]`, '{ runAsUser: 10000 }'),
        }),
      want: [],
    },
    'a chown that may fail': {
      text:
        claim('ReadWriteMany') +
        workload({
          context: '{ runAsUser: 1000, runAsGroup: 1000 }',
          init: chownInit(
            `[sh, -c, 'chown -R 1000:1000 /data || true']`,
            '{ runAsUser: 0, capabilities: { drop: [ALL] } }',
          ),
        }),
      want: ['web chown-drift warning: ignores chown failures'],
    },
    'gosu without its capabilities': {
      text:
        claim('ReadWriteMany') +
        workload({
          main: `, command: [gosu, app, server], securityContext: { runAsUser: 0, capabilities: { drop: [ALL] } }`,
        }),
      want: ['web capability-mismatch warning: gosu needs SETUID and SETGID, which this container drops'],
    },
    'an image that drops to its user, without capabilities': {
      text:
        claim('ReadWriteMany') +
        workload({ context: '{}', main: `, securityContext: { capabilities: { drop: [ALL] } }` }).replace(
          'image: app',
          'image: postgres:16',
        ),
      want: [],
    },
    'an image that drops to its user, without a capability that it can do without': {
      text:
        claim('ReadWriteMany') +
        workload({ context: '{}', main: `, securityContext: { capabilities: { drop: [CHOWN] } }` }).replace(
          'image: app',
          'image: postgres:16',
        ),
      want: ['web capability-mismatch warning: switching from root to 999:999 needs CHOWN, which this container drops'],
    },
  },
  ({ text, want }) => assert.equal(crossFindings(judged(text, 'baseline', settings), settings).map(lineOf), want),
)
