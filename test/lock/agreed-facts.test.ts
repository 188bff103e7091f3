import * as assert from 'uvu/assert'
import type { ImageFacts } from '../../src/knowledge/images/image-facts.ts'
import { agreedFacts } from '../../src/lock/agreed-facts.ts'
import { imageFacts } from '../../src/workload/image/images.ts'
import { situation, table } from '../table.ts'

type Facts = Omit<ImageFacts, 'from'>

interface Row {
  readonly amd64: Facts
  readonly arm64: Facts
  readonly want: Facts
}

const user = (uid: number) => ({ uid, gid: 7, name: 'app' })

const rows: Readonly<Record<string, Row>> = {
  'the same': {
    amd64: { user: user(1), shell: true },
    arm64: { user: user(1), shell: true },
    want: { user: user(1), shell: true },
  },
  'another user': {
    amd64: { user: user(1), shell: true },
    arm64: { user: user(2), shell: true },
    want: { shell: true, disputed: { user: { amd64: '1:7', arm64: '2:7' } } },
  },
  'what only one of them tells': {
    amd64: {},
    arm64: { setuid: false, groups: [5] },
    want: { disputed: { setuid: { amd64: 'unknown', arm64: 'false' }, groups: { amd64: 'unknown', arm64: '[5]' } } },
  },
  'what follows from other facts is not told': {
    amd64: { fileCapabilities: [], gainsNothing: true },
    arm64: { fileCapabilities: [] },
    want: { fileCapabilities: [] },
  },
  'of paths each one by itself': {
    amd64: { mountPoints: { '/a': 'absent', '/b': { owner: '1:1', mode: '0755' } } },
    arm64: { mountPoints: { '/a': 'absent', '/b': { owner: '2:2', mode: '0755' }, '/c': 'absent' } },
    want: { mountPoints: { '/a': 'absent' } },
  },
}

table('what an image is on two platforms', rows, ({ amd64, arm64, want }) => {
  assert.equal(agreedFacts(new Map(Object.entries({ amd64, arm64 }))), want)
})

situation('of one platform everything is agreed', () => {
  assert.equal(agreedFacts(new Map([['amd64', { user: user(1) }]])), { user: user(1) })
})

situation('the catalogue does not say what the platforms do not agree about', () => {
  const disputed = { user: { amd64: '1:1', arm64: '2:2' }, shell: { amd64: 'true', arm64: 'false' } }
  const lockedImage = () => ({ disputed, measured: true, from: 'as locked' }) as const
  const { user, switchesTo, shell, dataPaths } = imageFacts('postgres:17', { images: new Map(), lockedImage }) ?? {}
  assert.equal([user, switchesTo, shell], [undefined, undefined, undefined])
  assert.ok(dataPaths?.includes('/var/lib/postgresql/data'))
})
