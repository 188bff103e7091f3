import * as assert from 'uvu/assert'
import { check, harden, renderAgent, renderWorkerJob, type ValuesInput } from '../../src/index.ts'
import { mapAt } from '../../src/manifest/value.ts'
import { table } from '../table.ts'
import { objectsIn, podsIn } from './smallest.ts'

const section = { image: { repository: 'r/a', tag: '1' }, volumeMounts: [{ name: 'data', mountPath: '/data' }] }
const base: ValuesInput = {
  name: 'plat',
  namespace: 'agents',
  volumes: [
    {
      name: 'data',
      claim: { name: 'data', storage: { fsGroup: 'never', root: { owner: '1000:1000', mode: '0755' } } },
    },
  ],
  agent: section,
  worker: section,
}
const rendered = (values: ValuesInput) => renderAgent(values).text + renderWorkerJob(values, { id: 'a' }).text

/** Fields of a pod that hold an id. */
const ids = /runAsUser|runAsGroup|fsGroup|supplementalGroups/

table(
  'nobody writes an id:',
  {
    'where the image says it': { ...base, identity: 'image' },
    'where the platform does': { ...base, identity: 'platform' },
    'on openshift': { ...base, platform: 'openshift' },
    'on openshift, by the image': { ...base, platform: 'openshift', identity: 'image' },
  } satisfies Readonly<Record<string, ValuesInput>>,
  values => {
    const text = rendered(values)
    for (const { spec } of podsIn(text)) {
      assert.not.match(JSON.stringify({ ...spec, volumes: null }), ids)
      assert.is(mapAt(spec, 'securityContext')?.runAsNonRoot, true)
    }
    assert.is(harden(text).text, text)
    const mounts = check(text).objects.flatMap(object => object.mounts)
    const answers = mounts.filter(({ mountPath }) => mountPath === '/data').map(({ write }) => write)
    assert.equal(answers, ['unknown', 'unknown'])
  },
)

table(
  'an id that an image is known by is written where nobody else assigns one:',
  {
    'by the image': { values: { ...base, identity: 'image' as const }, want: true },
    'not on openshift': { values: { ...base, platform: 'openshift' as const }, want: false },
  },
  ({ values, want }) => {
    const image = { repository: 'docker.io/grafana/grafana', tag: '12.0.0' }
    const text = renderAgent({ ...values, agent: { ...section, image } }).text
    assert.type(want, 'boolean')
    if (!want) assert.not.match(JSON.stringify(podsIn(text).map(({ spec }) => ({ ...spec, volumes: null }))), ids)
    assert.is(harden(text).text, text)
  },
)

table(
  'the instance is',
  { 'the name': { want: 'plat' }, 'its own': { instance: 'green', want: 'green' } },
  ({ want, ...more }: { readonly instance?: string; readonly want: string }) => {
    const labels = objectsIn(rendered({ ...base, ...more })).map(
      ({ value }) => mapAt(mapAt(value, 'metadata'), 'labels')?.['app.kubernetes.io/instance'],
    )
    assert.equal([...new Set(labels)], [want])
  },
)
