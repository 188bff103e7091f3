import * as assert from 'uvu/assert'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { startProblems } from '../../src/volumes/model/verdict.ts'
import { storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { after, harden, podOf, type Situation } from './hardened.ts'

/** What no field of a container cures: the violation itself is the reason. */
const hard: ReadonlySet<string> = new Set(['privileged', 'capabilities_baseline', 'hostNamespaces', 'hostPathVolumes'])

const images = ['registry.example.com/app', 'busybox', 'grafana/grafana', 'nginx', 'postgres:17']
const fields: Readonly<Record<string, readonly (string | undefined)[]>> = {
  runAsUser: [undefined, '0', '1000'],
  runAsNonRoot: [undefined, 'true', 'false'],
  allowPrivilegeEscalation: [undefined, 'true'],
  capabilities: [
    undefined,
    '{ drop: [] }',
    '{ drop: [NET_RAW] }',
    '{ drop: [all] }',
    '{ drop: [ALL] }',
    '{ drop: [], add: [NET_BIND_SERVICE] }',
    '{ add: [CHOWN] }',
  ],
}

/** Every choice of a value for each field, as flow text. */
function contexts(): readonly string[] {
  return Object.entries(fields).reduce<readonly string[]>(
    (all, [field, values]) =>
      all.flatMap(before =>
        values.map(value => (value === undefined ? before : `${before === '' ? '' : `${before}, `}${field}: ${value}`)),
      ),
    [''],
  )
}

/** Checks that the hardened pod fails, where neither they nor the report say why. That the kubelet refuses it is another finding. */
function unexplained(situation: Situation): readonly string[] {
  const pod = podOf(situation)
  const hardening = harden(pod, situation)
  const left = evaluatePod(after(pod, hardening), { level: 'restricted', version: 'latest' }).map(({ id }) => id)
  const isTold = hardening.observations.some(({ observation }) => observation.code === 'not-hardened')
  const cannotStart = startProblems(pod, storageFactsOf([]), defaultSettings).some(({ starts }) => starts === 'no')
  return left.length === 0 || isTold || cannotStart || left.some(id => hard.has(id)) ? [] : left
}

table<{ readonly image: string; readonly place: 'own' | 'context' }>(
  'a container that does not reach restricted is told why',
  Object.fromEntries(
    images.flatMap(image => [
      [`${image}, with a context of its own`, { image, place: 'own' }] as const,
      [`${image}, with that of the pod`, { image, place: 'context' }] as const,
    ]),
  ),
  ({ image, place }) => {
    const left = contexts()
      .filter(context => context !== '' && !(place === 'context' && /allow|capab/.test(context)))
      .flatMap(context => {
        const row: Situation = {
          web: `image: ${JSON.stringify(image)}`,
          [place]: context,
          harden: { runAs: { user: 65532, group: 65532 } },
          enforce: true,
        }
        const found = unexplained(row)
        return found.length === 0 ? [] : [`${context}: ${found.join(', ')}`]
      })
    assert.equal(left, [])
  },
)
