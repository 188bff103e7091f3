import { Ajv2020 } from 'ajv/dist/2020.js'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { readFleet } from '../../src/fleet/read-fleet.ts'
import type { Release } from '../../src/fleet/release.ts'
import { fleetJsonSchema } from '../../src/fleet/schema.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { situation, table } from '../table.ts'

const head = 'apiVersion: seaworthy.dev/v1alpha1\nkind: Fleet\n'

function fleetOf(...releases: readonly string[]): string {
  return `${head}releases:\n${releases.map(release => `  - ${release}\n`).join('')}`
}

const below = (path: string) => `fleets/${path}`

function refusalOf(text: string): string {
  try {
    readFleet(text, 'fleets/fleet.yaml', below)
    return ''
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    assert.is(error.code, 'BAD_FLEET')
    return error.message
  }
}

const chart = { kind: 'chart', chart: 'fleets/web', values: [], sets: [], setStrings: [], release: 'web' } as const

const read: Readonly<Record<string, { readonly entry: string; readonly want: Omit<Release, 'place'> }>> = {
  'a chart': { entry: '{ name: web, chart: web }', want: { name: 'web', input: chart } },
  'a stream': {
    entry: '{ name: web.v2, stream: a/web.yaml }',
    want: { name: 'web.v2', input: { kind: 'stream', stream: 'fleets/a/web.yaml' } },
  },
  'a chart with all that it may have': {
    entry: '{ name: a.b, chart: web, values: [v.yaml, w.yaml], release: web, namespace: ns1, policy: p.yaml, helm: 4 }',
    want: {
      name: 'a.b',
      input: { ...chart, values: ['fleets/v.yaml', 'fleets/w.yaml'], helm: 4 },
      namespace: 'ns1',
      policy: 'fleets/p.yaml',
    },
  },
}

table('a release', read, ({ entry, want }) => {
  const [release] = readFleet(fleetOf(entry), 'fleets/fleet.yaml', below).releases
  assert.equal(release, { ...want, place: { file: 'fleets/fleet.yaml', position: { line: 4, column: 5 } } })
})

situation('the policy of the fleet is that of releases that name none', () => {
  const text = `${fleetOf('{ name: a, stream: a }', '{ name: b, stream: b, policy: own.yaml }')}policy: p.yaml\n`
  const got = readFleet(text, 'fleet.yaml', below).releases.map(({ policy }) => policy)
  assert.equal(got, ['fleets/p.yaml', 'fleets/own.yaml'])
})

situation('every path is known with its place', () => {
  const text = `${fleetOf('{ name: a, chart: c, values: [v], policy: o }', '{ name: b, stream: s }')}policy: p\n`
  const got = readFleet(text, 'fleet.yaml', below).paths.map(({ path, position }) => `${path} ${position.line}`)
  assert.equal(got, ['p 6', 'c 4', 'o 4', 'v 4', 's 5'])
})

const longName = 'a'.repeat(54)

/** What is wrong with it, and whether an editor that has the JSON Schema says so too. */
const refused: Readonly<Record<string, { readonly text: string; readonly want: RegExp; readonly editor: boolean }>> = {
  nothing: { text: '', want: /^fleets\/fleet\.yaml: found nothing, expected a map with apiVersion/, editor: true },
  'two documents': { text: `${head}releases: []\n---\na: 1\n`, want: /:5:1: found a second document/, editor: false },
  'broken YAML': { text: `${head}releases: [\n`, want: /^fleets\/fleet\.yaml:\d+:\d+: /, editor: false },
  'another kind': {
    text: 'apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n',
    want: /kind: found string "Policy", expected Fleet/,
    editor: true,
  },
  'no releases': { text: head, want: /releases: found nothing, expected a list/, editor: true },
  'an empty list': {
    text: `${head}releases: []\n`,
    want: /3:1: releases: found .*, expected at least one release/,
    editor: true,
  },
  'a key that there is not': {
    text: fleetOf('{ name: a, chart: b, value: [c] }'),
    want: /4:\d+: releases\[0\]\.value: found a key that a fleet does not have; did you mean values\?/,
    editor: true,
  },
  'a name that leaves the folder': {
    text: fleetOf('{ name: ../a, stream: b }'),
    want: /releases\[0\]\.name: found string "\.\.\/a", expected a name of a-z, 0-9, dashes and dots/,
    editor: true,
  },
  'a name with capitals': { text: fleetOf('{ name: A, stream: b }'), want: /expected a name of a-z/, editor: true },
  'no input': {
    text: fleetOf('{ name: a }'),
    want: /4:5: releases\[0\]: expected exactly one of chart and stream/,
    editor: true,
  },
  'both inputs': {
    text: fleetOf('{ name: a, chart: b, stream: c }'),
    want: /expected exactly one of chart and stream/,
    editor: true,
  },
  'values for a stream': {
    text: fleetOf('{ name: a, stream: b, values: [c] }'),
    want: /releases\[0\]\.values: not allowed with a stream/,
    editor: false,
  },
  'Helm for a stream': { text: fleetOf('{ name: a, stream: b, helm: 3 }'), want: /\.helm: not allowed/, editor: false },
  'a name twice': {
    text: fleetOf('{ name: a, stream: b }', '{ name: c, stream: d }', '{ name: a, chart: e }'),
    want: /6:7: releases\[2\]\.name: found a again, which is the name of releases\[0\]/,
    editor: false,
  },
  'a name that Helm does not take': {
    text: fleetOf(`{ name: ${longName}, chart: b }`),
    want: /releases\[0\]\.name: found a name that Helm does not take for a release/,
    editor: false,
  },
  'a Helm that there is not': {
    text: fleetOf('{ name: a, chart: b, helm: 2 }'),
    want: /helm: found number 2, expected 3 or 4/,
    editor: true,
  },
  'a namespace that cannot be': {
    text: fleetOf('{ name: a, chart: b, namespace: A_b }'),
    want: /namespace: found string "A_b"/,
    editor: true,
  },
}

table('a fleet that is refused', refused, ({ text, want }) => {
  assert.match(refusalOf(text), want)
})

situation('every problem is told, in the order of the lines', () => {
  const text = fleetOf('{ name: a, stream: b, helm: 3 }', '{ name: a }')
  const lines = refusalOf(text)
    .split('\n')
    .map(line => line.split(': ', 2).join(': '))
  assert.equal(lines, [
    'fleets/fleet.yaml:4:27: releases[0].helm',
    'fleets/fleet.yaml:5:5: releases[1]',
    'fleets/fleet.yaml:5:7: releases[1].name',
  ])
})

const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(fleetJsonSchema())

function isValid(text: string): boolean {
  const stream = splitStream(text)
  const [span] = stream.documents
  return validate(span === undefined ? null : readDocument(stream, span).value)
}

table('an editor says no as well', refused, ({ text, editor }) => {
  if (editor) assert.is(isValid(text), false)
})

table('an editor says yes', read, ({ entry }) => {
  assert.is(isValid(fleetOf(entry)), true)
})
