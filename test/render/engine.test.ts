import * as assert from 'uvu/assert'
import { compileTemplates, type Sources } from '../../src/render/engine.ts'
import { renderTemplate } from '../../src/render/render.ts'
import { table } from '../table.ts'
import { refusal } from './smallest.ts'

const partials = { item: '- name: {{name}}\n  {{field "size" size}}\n', broken: 'a: 1\nb: {{quote missing}}\n' }

function print(source: string, view: object): string {
  return compileTemplates({ 'web/a.hbs': source }, partials)['web/a.hbs']?.(view) ?? ''
}

table(
  'a template prints',
  {
    'a plain value': { source: 'a: {{x}}', view: { x: 'web' }, want: 'a: web' },
    'a value that YAML would read as another type, quoted': {
      source: 'a: {{x}}',
      view: { x: 'yes' },
      want: 'a: "yes"',
    },
    'a number and a boolean, unquoted': { source: '{{x}} {{y}}', view: { x: 3, y: false }, want: '3 false' },
    'HTML characters as they are': { source: 'a: {{quote x}}', view: { x: '<&>\'"' }, want: 'a: "<&>\'\\""' },
    'a value that tries to break out of its line': {
      source: 'a: {{x}}',
      view: { x: 'b\nc: d' },
      want: 'a: |-\n  b\n  c: d'.replaceAll('\n  ', '\n   '),
    },
    'a map at the column of the helper': {
      source: 'a:\n    {{yaml x}}',
      view: { x: { b: 1, c: ['d'] } },
      want: 'a:\n    b: 1\n    c:\n      - d',
    },
    'a field': { source: 'a:\n  {{field "b" x}}\nc: 1', view: { x: 'd' }, want: 'a:\n  b: d\nc: 1' },
    'no line for a field that is null': {
      source: 'a: 1\n  {{field "b" x}}\nc: 1',
      view: { x: null },
      want: 'a: 1\nc: 1',
    },
    'fields of a map': {
      source: 'a:\n  {{fields x}}\n',
      view: { x: { b: 1, c: null, d: 2 } },
      want: 'a:\n  b: 1\n  d: 2\n',
    },
    'two fields in a row': { source: '{{field "a" x}}\n{{field "b" x}}\n', view: { x: 1 }, want: 'a: 1\nb: 1\n' },
    'a field inside a block': { source: '{{#if x}}\n  {{field "b" x}}\n{{/if}}\n', view: { x: 1 }, want: '  b: 1\n' },
    'a partial, every line indented': {
      source: 'a:\n  {{#each x}}\n  {{> item this}}\n  {{/each}}\n',
      view: {
        x: [
          { name: 'b', size: null },
          { name: 'c', size: 2 },
        ],
      },
      want: 'a:\n  - name: b\n  - name: c\n    size: 2\n',
    },
    'nothing for a condition on what is missing': { source: '{{#if x}}a{{else}}b{{/if}}', view: {}, want: 'b' },
    'a value that was looked up, quoted where it must be': {
      source: 'a: {{lookup m "k"}}',
      view: { m: { k: 'yes' } },
      want: 'a: "yes"',
    },
    'a value under a name in quotes': { source: 'a: {{"b c"}}', view: { 'b c': 'no' }, want: 'a: "no"' },
    'a value inside an inline partial': {
      source: '{{#*inline "x"}}a: {{b}}{{/inline}}{{> x}}',
      view: { b: 'yes' },
      want: 'a: "yes"',
    },
    'a value inside the block of a partial': {
      source: '{{#> missing}}a: {{b}}{{/missing}}',
      view: { b: 'yes' },
      want: 'a: "yes"',
    },
    'a value of the root, three braces or two': {
      source: '{{#with m}}{{{@root.b}}} {{../b}}{{/with}}',
      view: { b: 'yes', m: { c: 1 } },
      want: '"yes" "yes"',
    },
    'CRLF as it is': { source: 'a: 1\r\n{{field "b" x}}\r\nc: 1\r\n', view: { x: null }, want: 'a: 1\r\nc: 1\r\n' },
  },
  ({ source, view, want }) => assert.is(print(source, view), want),
)

table(
  'a template is refused',
  {
    'a misspelt value': { source: 'a: 1\nb: {{imgae}}', want: 'web/a.hbs:2: {{imgae}}: a value is missing' },
    'a misspelt value below another': {
      source: 'a: {{quote x.y.z}}',
      want: 'web/a.hbs:1: {{quote x.y.z}}: a value is missing',
    },
    'a misspelt argument of a field': {
      source: '{{field "a" imgae}}',
      want: 'web/a.hbs:1: {{field "a" imgae}}: a value is missing',
    },
    'a misspelt list': {
      source: '\n{{#each xs}}{{/each}}',
      want: 'web/a.hbs:2: {{#each xs}}{{/each}}: a value is missing',
    },
    'a misspelt value in a partial': {
      source: '{{> broken}}',
      want: 'broken:2: {{quote missing}}: a value is missing',
    },
    'a looked-up value that is missing': {
      source: 'a: {{lookup m "k"}}',
      want: 'web/a.hbs:1: {{lookup m "k"}}: a value is missing',
    },
    'an unknown partial': { source: 'a\n{{> nope}}', want: 'web/a.hbs:2: found no partial nope' },
    'an unknown helper': {
      source: '\n{{readFile "/etc/passwd"}}',
      want: 'web/a.hbs:2: You specified knownHelpersOnly, but used the unknown helper readFile - 2:0',
    },
    'a field that shares its line': {
      source: 'x: {{field "a" y}}',
      want: 'web/a.hbs:1: {{field "a" y}}: must stand on a line of its own',
    },
    'a map where one line is wanted': {
      source: 'a: {{m}}',
      want: 'web/a.hbs:1: {{m}}: found a map, expected a single value',
    },
    'a chown of the root directory': {
      source: '{{chownCommand 1 2 "/"}}',
      want: 'web/a.hbs:1: {{chownCommand 1 2 "/"}}: paths[0]: found "/", expected an absolute path below / without empty, "." or ".." segments',
    },
    'an unfinished mustache': { source: 'a\n{{#if x}}', want: /^web\/a\.hbs:2: / },
    'a prototype': { source: '{{constructor}}', want: 'web/a.hbs:1: {{constructor}}: a value is missing' },
    'a function of the prototype': {
      source: '{{m.toString}}',
      want: 'web/a.hbs:1: {{m.toString}}: a value is missing',
    },
    'the console': {
      source: '{{log m}}',
      want: 'web/a.hbs:1: {{log m}}: found log, expected a helper that prints into the manifest',
    },
  },
  ({ source, want }) => {
    const { code, message } = refusal(() => print(source, { m: {} }))
    assert.is(code, 'BAD_TEMPLATE')
    if (typeof want === 'string') assert.is(message, want)
    else assert.match(message, want)
  },
)

table(
  'renderTemplate writes',
  {
    'files in the order of their digits, without them': {
      sources: { '20-b': 'b: 1\n', '10-a': 'a: 1\n' },
      want: ['web/a.yaml', 'web/b.yaml'],
    },
    'no file for blank output': { sources: { a: '{{#if no}}a{{/if}}\n', b: 'b: 1\n' }, want: ['web/b.yaml'] },
  },
  ({ sources, want }: { sources: Sources; want: string[] }) =>
    assert.equal(
      renderTemplate('web', sources, {}, {}).map(({ path }) => path),
      want,
    ),
)
