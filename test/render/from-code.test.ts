import * as assert from 'uvu/assert'
import type { TaskInput } from '../../src/render/values/task.ts'
import type { ValuesInput } from '../../src/render/values/values.ts'
import { renderAgent, renderWorkerJob } from '../../src/run/render/render-library.ts'
import { situation, table } from '../table.ts'
import { refusal, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

/** What JavaScript can hand over and its types would not let through. */
function renderedFrom(given: unknown): string {
  return renderAgent(given as ValuesInput).text
}

function templateOf(podTemplate: unknown): unknown {
  return valuesOf({ agent: { ...smallestAgent, podTemplate } })
}

const circle: Record<string, unknown> = {}
circle.again = { circle }
const deep = Array.from({ length: 2000 }).reduce<unknown>(below => ({ below }), 'end')

table(
  'the library refuses',
  {
    nothing: { given: undefined, want: 'found string "undefined", expected a map' },
    null: { given: null, want: 'found null, expected a map' },
    text: { given: 'name: web', want: 'found string "name: web", expected a map' },
    'a list': { given: [], want: 'found a list, expected a map' },
    'what looks like validated values': { given: { values: 'x' }, want: 'name: found nothing, expected text' },
    'a circle': { given: templateOf(circle), want: 'found maps and lists more than 800 deep, or in a circle' },
    'what is too deep': {
      given: templateOf({ deep }),
      want: 'found maps and lists more than 800 deep, or in a circle',
    },
    'a function': { given: templateOf({ x: () => 1 }), want: 'agent.podTemplate.x: found string' },
    'a symbol': {
      given: valuesOf({ agent: { ...smallestAgent, name: Symbol('x') } }),
      want: 'agent.name: found string "Symbol(x)", expected text',
    },
    'a Map': {
      given: templateOf({ x: new Map() }),
      want: 'agent.podTemplate.x: found string "[object Map]", expected',
    },
    'no number': { given: templateOf({ x: Number.NaN }), want: 'agent.podTemplate.x: found number NaN, expected' },
    'no date': { given: templateOf({ x: new Date('no') }), want: 'agent.podTemplate.x: found string "Invalid Date"' },
    'a key that JavaScript loses': {
      given: templateOf(JSON.parse('{ "a": [{ "__proto__": 1 }] }')),
      want: 'agent.podTemplate.a[0].__proto__: found a key __proto__, expected another name: JavaScript would lose it',
    },
    'such a key where none is known, once': {
      given: JSON.parse('{ "name": "web", "__proto__": { "level": "privileged" } }'),
      want: '__proto__: found a key that the schema of values does not have',
    },
  },
  ({ given, want }) => {
    const { code, message } = refusal(() => renderedFrom(given))
    assert.is(code, 'BAD_VALUES')
    assert.is(message.split('\n')[0]?.slice(0, want.length), want)
  },
)

/** As the client's models are. */
class Toleration {
  readonly operator = 'Exists'
  readonly key = undefined
}

table(
  'the library takes',
  {
    'objects of a class': { podTemplate: { tolerations: [new Toleration()] }, want: '- operator: Exists\n' },
    'dates as text': { podTemplate: { nodeSelector: { at: new Date(0) } }, want: 'at: "1970-01-01T00:00:00.000Z"\n' },
    'keys that every object inherits': { podTemplate: { overhead: { constructor: '2' } }, want: 'constructor: "2"\n' },
  },
  ({ podTemplate, want }) => assert.match(renderedFrom(templateOf(podTemplate)), want),
)

situation('a task that is no map is refused', () => {
  const values = { name: 'web', worker: smallestWorker }
  const tasks: readonly unknown[] = [null, undefined, 'x', 5, []]
  for (const task of tasks) {
    const { code } = refusal(() => renderWorkerJob(values, task as TaskInput))
    assert.is(code, 'BAD_VALUES')
  }
})

table('half of a character', { 'is what UTF-8 makes of it': 'cut \u{1f600}'.slice(0, -1) }, prompt => {
  const { text } = renderWorkerJob({ name: 'web', worker: smallestWorker }, { id: 'a', prompt })
  assert.match(text, /\n +args:\n +- "?cut \ufffd"?\n/)
})
