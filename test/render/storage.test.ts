import * as assert from 'uvu/assert'
import { judgeMounts } from '../../src/permissions/verdict.ts'
import { storageFactsOf } from '../../src/permissions/volume/facts.ts'
import { renderNamed } from '../../src/render/named.ts'
import { mechanismFor, type Storage } from '../../src/render/pod/storage.ts'
import { streamOf } from '../../src/render/render.ts'
import { identity as identitySchema } from '../../src/render/values/pod.ts'
import { type Level, levels } from '../../src/workload/level.ts'
import { defaultSettings, type Settings, storageProfiles } from '../../src/workload/settings.ts'
import { table } from '../table.ts'
import { objectsIn, podsIn, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

const identity = identitySchema.parse({ user: 10000, group: 10000 })
const owned = { uid: 1000, gid: 1000, mode: 0o755 }

const mechanisms: Readonly<Record<string, { storage: Storage; level?: Level; want: string | undefined }>> = {
  'storage that nobody described': { storage: {}, want: 'fsGroup' },
  'fsGroup honoured': { storage: { fsGroup: 'honoured', root: owned }, want: 'fsGroup' },
  'fsGroup delegated': { storage: { fsGroup: 'delegated' }, want: 'fsGroup' },
  'open to all': { storage: { fsGroup: 'never', root: { uid: 0, gid: 0, mode: 0o777 } }, want: 'none' },
  'open to the group': { storage: { fsGroup: 'never', root: { uid: 0, gid: 10000, mode: 0o770 } }, want: 'none' },
  'closed to its own owner': {
    storage: { fsGroup: 'never', root: { uid: 10000, gid: 0, mode: 0o577 } },
    want: 'ownerAlignedInit',
  },
  'of another, below restricted': { storage: { fsGroup: 'never', root: owned }, level: 'baseline', want: 'chownInit' },
  'of another, at restricted': { storage: { fsGroup: 'never', root: owned }, want: 'ownerAlignedInit' },
  'of root, at restricted': { storage: { fsGroup: 'never', root: { uid: 0, gid: 0, mode: 0o755 } }, want: undefined },
  'that cannot be chowned': {
    storage: { fsGroup: 'never', root: { uid: 0, gid: 0, mode: 0o755 }, chownable: false },
    level: 'baseline',
    want: undefined,
  },
  'squashed by its server': { storage: { fsGroup: 'never', squashed: true }, want: 'none' },
}

table('the mechanism for storage', mechanisms, ({ storage, level = 'restricted', want }) =>
  assert.is(mechanismFor(storage, identity, level), want),
)

/** Values with one claim that master and workers both write. */
function claimValues(level: string, storage: object): Readonly<Record<string, unknown>> {
  const volumeMounts = [{ name: 'data', mountPath: '/data' }]
  return valuesOf({
    level,
    identity: { user: 10000, group: 10000 },
    volumes: [{ name: 'data', claim: { name: 'data', storageClassName: 'fast', ...storage } }],
    agent: { ...smallestAgent, volumeMounts },
    worker: { ...smallestWorker, volumeMounts },
    tasks: [{ id: 'one' }],
  })
}

function renderedBoth(values: Readonly<Record<string, unknown>>): string {
  const read = { value: JSON.parse(JSON.stringify(values)), placeOf: () => '' }
  return streamOf([...renderNamed('agent', read), ...renderNamed('worker-job', read)])
}

const cases = storageProfiles.flatMap(profile =>
  levels.map(level => [`${profile} at ${level}`, { profile, level }] as const),
)

/** What the judge says of the pods that we render: the renderer must not promise what the model denies. */
table('the workload can write what it mounts', Object.fromEntries(cases), ({ profile, level }) => {
  const text = renderedBoth(claimValues(level, { profile }))
  const settings: Settings = { ...defaultSettings, level, storageClasses: new Map([['fast', { profile }]]) }
  const storage = storageFactsOf(objectsIn(text))
  const verdicts = podsIn(text).flatMap(pod => judgeMounts(pod, storage, settings))
  const main = verdicts.filter(({ container, mountPath }) => container.role === 'main' && mountPath === '/data')
  assert.is(main.length, 2)
  assert.equal(
    main.filter(({ write }) => write === 'no').map(({ because }) => because),
    [],
  )
})

const obol = { storage: { fsGroup: 'never', root: { owner: '1000:1000', mode: '0755' }, chownable: true } }
const facts = { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } } as const

table(
  'a volume of another owner becomes writable',
  {
    'by root, below restricted': { level: 'baseline' },
    'by its owner, at restricted': { level: 'restricted' },
  } as const,
  ({ level }) => {
    const text = renderedBoth(claimValues(level, obol))
    const settings: Settings = { ...defaultSettings, level, storageClasses: new Map([['fast', facts]]) }
    const storage = storageFactsOf(objectsIn(text))
    const verdicts = podsIn(text).flatMap(pod => judgeMounts(pod, storage, settings))
    assert.equal(
      verdicts
        .filter(({ container, mountPath }) => container.role === 'main' && mountPath === '/data')
        .map(({ write }) => write),
      ['yes', 'yes'],
    )
  },
)
