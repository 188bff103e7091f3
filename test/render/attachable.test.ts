import * as assert from 'uvu/assert'
import { listAt, mapAt, textAt } from '../../src/manifest/value.ts'
import { streamOf } from '../../src/render/render.ts'
import { validateValues } from '../../src/render/values/validate.ts'
import { noTemplates, renderForCheck, renderNamed } from '../../src/run/render/render-named.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'
import { objectsIn, podsIn, refusal, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

const attachable = { enabled: true, image: 's:1' }

function rendered(template: string, values: Readonly<Record<string, unknown>>): string {
  return streamOf(renderNamed(template, { value: JSON.parse(JSON.stringify(valuesOf(values))), placeOf: () => '' }))
}

/** The command that the supervisor of a template's pod starts. */
function command(text: string): unknown {
  const map = objectsIn(text).find(({ ref }) => ref.kind === 'ConfigMap' && ref.name.endsWith('-attachable'))
  return JSON.parse(textAt(mapAt(map?.value, 'data'), 'metadata.json') ?? '{}').command
}

table(
  'the supervisor starts',
  {
    'a dollar that was written twice': { command: ['x', 'a$$5'], want: ['x', 'a$5'] },
    'what no variable is called': { command: ['x', '$(whoami)', '$'], want: ['x', '$(whoami)', '$'] },
    'a variable': { command: ['x', '$(A)/$(B)'], want: ['x', 'a/a-b'] },
    'an escaped variable': { command: ['x', '$$(A)'], want: ['x', '$(A)'] },
    'a value that looks like a variable': { command: ['x', '$(C)'], want: ['x', '$(D)'] },
  },
  ({ command: words, want }) => {
    const env = [
      { name: 'A', value: 'a' },
      { name: 'B', value: '$(A)-b' },
      { name: 'C', value: '$(D)' },
      { name: 'D', value: 'd' },
    ]
    assert.equal(command(rendered('agent', { agent: { ...smallestAgent, attachable, command: words, env } })), want)
  },
)

situation('the supervisor gets a prompt as it is', () => {
  const prompt = 'pay $$5 to $(whoami), $(ID)'
  const worker = { ...smallestWorker, attachable, command: ['x'], env: [{ name: 'ID', fromTask: 'id' }] }
  assert.equal(command(rendered('worker-job', { worker, tasks: [{ id: 'a', prompt }] })), ['x', prompt])
})

situation('a variable that only the cluster knows cannot be written for a supervisor', () => {
  const env = [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }]
  const agent = { ...smallestAgent, attachable, command: ['x', '$(POD)'], env }
  assert.match(
    refusal(() => validateValues(valuesOf({ agent }))).message,
    'agent.command: found $(POD), expected no variable that only the cluster knows',
  )
})

situation('what is rendered with a supervisor has no error', () => {
  const [agent, worker] = [smallestAgent, smallestWorker].map(section => ({ ...section, attachable, command: ['x'] }))
  const values = valuesOf({ agent, worker, tasks: [{ id: 'a', prompt: 'p' }] })
  const read = { value: JSON.parse(JSON.stringify(values)), placeOf: () => '' }
  for (const template of ['agent', 'worker-job']) {
    const report = renderForCheck(template, read, noTemplates, defaultSettings).report()
    assert.equal(
      report?.findings.filter(({ severity }) => severity === 'error'),
      [],
    )
  }
})

table(
  "the supervisor's volume is prepared by who runs it",
  {
    'the pod': { more: {}, want: undefined },
    'the container': { more: { securityContext: { runAsUser: 2000 } }, want: 2000 },
    overrides: { more: { podOverrides: { containerSecurityContext: { runAsUser: 3000 } } }, want: 3000 },
    'a template': {
      more: { podTemplate: { containers: [{ name: 'web', securityContext: { runAsUser: 4000 } }] } },
      want: 4000,
    },
  },
  ({ more, want }) => {
    const [pod] = podsIn(rendered('agent', { agent: { ...smallestAgent, attachable, command: ['x'], ...more } }))
    const setup = listAt(pod?.spec, 'initContainers').find(
      container => textAt(container, 'name') === 'attachable-setup',
    )
    assert.is(mapAt(setup, 'securityContext')?.runAsUser, want)
  },
)

situation("a ConfigMap of the user's cannot be called as the supervisor's", () => {
  const agent = { ...smallestAgent, attachable, command: ['x'], configMaps: [{ name: 'web-attachable', data: {} }] }
  assert.is(
    refusal(() => validateValues(valuesOf({ agent }))).message,
    'agent.configMaps[0].name: found duplicate ConfigMap "web-attachable"',
  )
})
