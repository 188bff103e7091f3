import * as assert from 'uvu/assert'
import type { ImageFacts } from '../../src/knowledge/images/image-facts.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import type { Identity } from '../../src/volumes/model/mount.ts'
import { table } from '../table.ts'
import { lastVerdict, type PodText, podText } from './judged-mounts.ts'

const images = new Map<string, ImageFacts>([
  ['registry.example.com/numeric', { user: { uid: 472, gid: 0 }, groups: [27], from: 'policy images' }],
  ['registry.example.com/named', { user: { name: 'app' }, from: 'policy images' }],
  ['registry.example.com/root', { user: { uid: 0 }, from: 'policy images' }],
  [
    'registry.example.com/db',
    {
      user: { uid: 0, gid: 0 },
      switchesTo: { uid: 999, gid: 999 },
      capabilities: ['CHOWN', 'SETGID', 'SETUID'],
      from: 'policy images',
    },
  ],
])

function identity(text: PodText): Identity {
  return lastVerdict(podText({ volume: 'emptyDir: {}', ...text }), { images }).process
}

/** `uid:gid [groups] capabilities`; `…` after the groups when an image may add some. */
function shown({ uid, gid, groups, groupsComplete, capabilities, nonRoot }: Identity): string {
  const who = `${uid ?? (nonRoot === true ? 'not 0' : '?')}:${gid ?? '?'}`
  const caps = capabilities.includes('DAC_OVERRIDE')
    ? ' all'
    : capabilities.length > 0
      ? ` ${capabilities.join('+')}`
      : ''
  return `${who} [${groups.join(',')}${groupsComplete ? '' : '…'}]${caps}`
}

table(
  'identityOf',
  {
    'the container beats the pod': {
      pod: { context: 'runAsUser: 1, runAsGroup: 1', own: 'runAsUser: 2, runAsGroup: 3' },
      want: '2:3 […]',
    },
    'the pod alone': { pod: { context: 'runAsUser: 1, runAsGroup: 4' }, want: '1:4 […]' },
    'a user that no image is known to have has an unknown group': {
      pod: { own: 'runAsUser: 10000' },
      want: '10000:? […]',
    },
    'root has group 0 in every image': { pod: { own: 'runAsUser: 0' }, want: '0:0 […] all' },
    'nothing is said and the image is unknown': { pod: {}, want: '?:? […]' },
    'runAsNonRoot tells what the unknown user is not': { pod: { own: 'runAsNonRoot: true' }, want: 'not 0:? […]' },
    'the image’s user, group and groups': { pod: { image: 'registry.example.com/numeric' }, want: '472:0 [27]' },
    'the image’s groups belong to its own user only': {
      pod: { image: 'registry.example.com/numeric', own: 'runAsUser: 1000' },
      want: '1000:? […]',
    },
    'runAsGroup takes the image’s group away': {
      pod: { image: 'registry.example.com/numeric', own: 'runAsGroup: 472' },
      want: '472:472 [27]',
    },
    'a named user is not a number': { pod: { image: 'registry.example.com/named' }, want: '?:? […]' },
    'fsGroup and supplementalGroups are groups of every process': {
      pod: { context: 'runAsUser: 1, runAsGroup: 1, fsGroup: 2000, supplementalGroups: [7, 5, 2000]' },
      want: '1:1 [5,7,2000…]',
    },
    'Strict adds nothing from the image': {
      pod: {
        image: 'registry.example.com/numeric',
        context: 'supplementalGroupsPolicy: Strict, supplementalGroups: [5]',
      },
      want: '472:0 [5]',
    },
    'drop ALL leaves root with nothing': {
      pod: { own: 'runAsUser: 0, capabilities: { drop: [ALL] }' },
      want: '0:0 […]',
    },
    'drop all is read without case': { pod: { own: 'runAsUser: 0, capabilities: { drop: [all] }' }, want: '0:0 […]' },
    'what is added after drop ALL': {
      pod: { own: 'runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN] }' },
      want: '0:0 […] CHOWN',
    },
    'a capability in both lists is dropped': {
      pod: { own: 'runAsUser: 0, capabilities: { drop: [ALL, CHOWN], add: [CHOWN] }' },
      want: '0:0 […]',
    },
    'a name with CAP_ names nothing': {
      pod: { own: 'runAsUser: 0, capabilities: { drop: [ALL], add: [CAP_DAC_OVERRIDE] }' },
      want: '0:0 […] CAP_DAC_OVERRIDE',
    },
    'capabilities of a non-root process are not effective': {
      pod: { own: 'runAsUser: 1, runAsGroup: 1, capabilities: { add: [CHOWN] }' },
      want: '1:1 […]',
    },
    privileged: { pod: { own: 'runAsUser: 0, privileged: true, capabilities: { drop: [ALL] }' }, want: '0:0 […] all' },
    'a text is no user': { pod: { own: 'runAsUser: "1000"' }, want: '?:? […]' },
  },
  ({ pod, want }) => assert.is(shown(identity(pod)), want),
)

table(
  'identityOf of an image that drops root',
  {
    'its own entrypoint drops': { pod: { image: 'registry.example.com/db' }, want: { uid: 999, gid: 999 } },
    'a command that names the entrypoint drops': {
      pod: { image: 'registry.example.com/db', command: '[docker-entrypoint.sh, postgres, -c, fsync=off]' },
      want: { uid: 999, gid: 999 },
    },
    'another command stays root': {
      pod: { image: 'registry.example.com/db', command: '[sh, -c, backup]' },
      want: undefined,
    },
    'a user that is not root skips it': {
      pod: { image: 'registry.example.com/db', own: 'runAsUser: 5' },
      want: undefined,
    },
  },
  ({ pod, want }) => assert.equal(identity(pod).switchesTo, want),
)

table(
  'a container that the kubelet refuses',
  {
    'runAsUser 0 under runAsNonRoot': {
      own: 'runAsUser: 0, runAsNonRoot: true',
      image: 'x',
      want: /breaks non-root policy/,
    },
    'a named user under runAsNonRoot': {
      own: 'runAsNonRoot: true',
      image: 'registry.example.com/named',
      want: /non-numeric user \(app\)/,
    },
    'an image of root under runAsNonRoot': {
      own: 'runAsNonRoot: true',
      image: 'registry.example.com/root',
      want: /will run as root/,
    },
    'an entrypoint that cannot become its user': {
      own: 'capabilities: { drop: [ALL] }',
      image: 'registry.example.com/db',
      want: /cannot become 999:999 without CAP_SETGID and CAP_SETUID/,
    },
  },
  ({ own, image, want }) => {
    const { read, write, reason } = lastVerdict(podText({ volume: 'emptyDir: {}', own, image }), { images })
    assert.equal([read, write], ['no', 'no'])
    assert.match(accessWords(reason), want)
  },
)
