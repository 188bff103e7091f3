import * as assert from 'uvu/assert'
import type { ImageFacts, LockState } from '../../src/knowledge/images/image-facts.ts'
import { checkTexts } from '../../src/run/check.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

const name = 'registry.example.com/app'
const text = (images: readonly string[], volume?: string) =>
  images
    .map((image, at) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `p${at}` },
        spec: {
          containers: [0, 1].map(index => ({ name: `c${index}`, image })),
          ...(volume !== undefined && { volumes: [{ name: 'v', image: { reference: volume } }] }),
        },
      }),
    )
    .join('\n---\n')

interface Row {
  readonly images?: readonly string[]
  readonly policy?: Omit<ImageFacts, 'from'>
  readonly locked?: Omit<ImageFacts, 'from'>
  readonly state?: LockState
  /** Of an image volume of the last pod. */
  readonly volume?: string
  /** `severity code container: facts`. */
  readonly want: readonly string[]
}

const locked = {
  user: { uid: 999, gid: 1000, name: 'redis' },
  shell: true,
  setuid: false,
  fileCapabilities: ['A', 'B'],
}

const rows: Readonly<Record<string, Row>> = {
  'a tag is told once, however many containers use it': {
    images: [`${name}:1`, `${name}:1`],
    state: { kind: 'tag', digest: 'sha256:ab' },
    want: ['note image-tag-mutable p0 c0'],
  },
  'two tags are two images': {
    images: [`${name}:1`, `${name}:2`],
    state: { kind: 'tag', digest: 'sha256:ab' },
    want: ['note image-tag-mutable p0 c0', 'note image-tag-mutable p1 c0'],
  },
  'two spellings of a reference are one image': {
    images: ['redis', 'docker.io/library/redis:latest'],
    state: { kind: 'tag', digest: 'sha256:ab' },
    want: ['note image-tag-mutable p0 c0'],
  },
  'a stale lock is a warning': {
    state: { kind: 'stale', digest: 'sha256:ab' },
    want: ['warning image-lock-stale p0 c0'],
  },
  'an image that is a volume': {
    volume: `${name}-data:1`,
    state: { kind: 'stale', digest: 'sha256:ab' },
    want: ['warning image-lock-stale p0 c0', 'warning image-lock-stale p0 undefined'],
  },
  'platforms that differ': {
    locked: { disputed: { user: { a: '1:1', b: '2:2' }, shell: { a: 'true', b: 'false' } } },
    want: ['warning image-platforms-differ p0 c0: user a 1:1 b 2:2, shell a true b false'],
  },
  'platforms that differ in what the policy says': {
    policy: { user: { uid: 1 } },
    locked: { disputed: { user: { a: '1:1', b: '2:2' } } },
    want: [],
  },
  'no lock says nothing': { want: [] },
  'a policy that agrees': {
    policy: { user: { uid: 999 }, shell: true, fileCapabilities: ['B', 'A'] },
    locked,
    want: [],
  },
  'a policy that knows more': { policy: { writablePaths: ['/tmp'] }, locked, want: [] },
  'another user': {
    policy: { user: { uid: 1000 } },
    locked,
    want: ['warning image-fact-contradiction p0 c0: user 1000 999'],
  },
  'several facts at once': {
    policy: { user: { uid: 999, gid: 999 }, shell: false, setuid: true, fileCapabilities: [] },
    locked,
    want: [
      'warning image-fact-contradiction p0 c0: group 999 1000, shell false true, setuid true false, fileCapabilities [] [A, B]',
    ],
  },
  'another user after the switch': {
    policy: { switchesTo: { uid: 1, gid: 1 } },
    locked: { switchesTo: { uid: 1, gid: 2 } },
    want: ['warning image-fact-contradiction p0 c0: switchesTo 1:1 1:2'],
  },
}

table(
  'what is said of the evidence about images',
  rows,
  ({ images = [`${name}:1`], volume, policy, locked, state, want }) => {
    const { findings } = checkTexts([{ file: 'f', text: text(images, volume) }], {
      ...defaultSettings,
      level: 'privileged',
      images: new Map(policy === undefined ? [] : [[name, { ...policy, from: 'images of the policy' }]]),
      lockedImage: () => locked && { ...locked, from: 'as locked at sha256:ab' },
      lockState: () => state,
    })
    const own = findings.filter(({ code }) => code.startsWith('image-'))
    const got = own.map(finding => {
      const facts = 'facts' in finding ? finding.facts.map(factText) : []
      const place = `${finding.place.object?.name} ${finding.place.container}`
      return `${finding.severity} ${finding.code} ${place}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`
    })
    assert.equal(got, want)
  },
)

type Fact = Readonly<{ field: string }> & (Readonly<{ policy: string; locked: string }> | Readonly<{ said: object }>)

function factText(fact: Fact): string {
  const values = 'said' in fact ? Object.entries(fact.said).flat() : [fact.policy, fact.locked]
  return [fact.field, ...values].join(' ')
}
