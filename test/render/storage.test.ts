import * as assert from 'uvu/assert'
import { storageProfiles } from '../../src/knowledge/storage/profile-names.ts'
import { streamOf } from '../../src/render/render.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { renderNamed } from '../../src/run/render/render-named.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import { storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import { levels } from '../../src/workload/settings/level.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { objectsIn, podsIn, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

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
    main.filter(({ write }) => write === 'no').map(({ reason }) => accessWords(reason)),
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
