import * as assert from 'uvu/assert'
import { groupOf } from '../../src/workload/object/object.ts'
import { table } from '../table.ts'
import { objectsIn } from './read.ts'

const web = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n'
const named = { apiVersion: 'v1', kind: 'Pod', name: 'web' }
const item = '{apiVersion: v1, kind: Pod, metadata: {name: web}}'

table(
  'objectsOf names and places objects',
  {
    'a document': { text: web, want: [{ ref: named, path: [] }] },
    'a namespace': { text: `${web}  namespace: a\n`, want: [{ ref: { ...named, namespace: 'a' }, path: [] }] },
    'an empty namespace is none': { text: `${web}  namespace: ""\n`, want: [{ ref: named, path: [] }] },
    'generateName where there is no name': {
      text: web.replace('name: web', 'generateName: web-'),
      want: [{ ref: { ...named, name: 'web-' }, path: [] }],
    },
    'a name that is a number is none': {
      text: web.replace('web', '7'),
      want: [{ ref: { ...named, name: '' }, path: [] }],
    },
    'metadata that is text': {
      text: 'apiVersion: v1\nkind: Pod\nmetadata: web\n',
      want: [{ ref: { ...named, name: '' }, path: [] }],
    },
    'no kind': { text: web.replace('kind: Pod\n', ''), want: [] },
    'a kind that is a number': { text: web.replace('kind: Pod', 'kind: 5'), want: [] },
    'no apiVersion': {
      text: web.replace('apiVersion: v1\n', ''),
      want: [{ ref: { ...named, apiVersion: '' }, path: [] }],
    },
    'a list as document': { text: '- a\n', want: [] },
    'an empty document': { text: '---\n# nothing\n---\n', want: [] },
    'a broken document beside a whole one': { text: `a: [\n---\n${web}`, want: [{ ref: named, path: [] }] },
    'items of a List': {
      text: `apiVersion: v1\nkind: List\nitems: [${item}, ${item}]\n`,
      want: [
        { ref: named, path: ['items', 0] },
        { ref: named, path: ['items', 1] },
      ],
    },
    'a List in a List': {
      text: `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [${item}]}]\n`,
      want: [{ ref: named, path: ['items', 0, 'items', 0] }],
    },
    'items of a typed list take its version and kind': {
      text: 'apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: web}}]\n',
      want: [{ ref: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, path: ['items', 0] }],
    },
    'items of a List take nothing from it': {
      text: 'apiVersion: v1\nkind: List\nitems: [{metadata: {name: web}}]\n',
      want: [],
    },
    'items that are no maps': {
      text: `apiVersion: v1\nkind: List\nitems: [a, 1, null, ${item}]\n`,
      want: [{ ref: named, path: ['items', 3] }],
    },
    'a kind that only ends in List': {
      text: 'apiVersion: x.io/v1\nkind: AllowList\nmetadata:\n  name: a\n',
      want: [{ ref: { apiVersion: 'x.io/v1', kind: 'AllowList', name: 'a' }, path: [] }],
    },
  },
  ({ text, want }) =>
    assert.equal(
      objectsIn(text).map(({ ref, path }) => ({ ref, path })),
      want,
    ),
)

const annotated = `${web}  annotations:\n    postrenderer.helm.sh/postrender-filename: 'web/templates/b.yaml'\n`
table(
  'objectsOf finds the template path',
  {
    none: { text: web, want: [undefined] },
    'the comment of Helm 3': { text: `---\n# Source: web/templates/a.yaml\n${web}`, want: ['web/templates/a.yaml'] },
    'with CRLF': { text: `---\r\n# Source: web/templates/a.yaml\r\n${web}`, want: ['web/templates/a.yaml'] },
    'below another comment': {
      text: `---\n# mine\n\n# Source: web/templates/a.yaml\n${web}`,
      want: ['web/templates/a.yaml'],
    },
    'not below a field': { text: `${web}# Source: web/templates/a.yaml\n`, want: [undefined] },
    'the annotation of Helm 4': { text: annotated, want: ['web/templates/b.yaml'] },
    'the annotation beats a comment, which may be the author’s own': {
      text: `# Source: web/templates/a.yaml\n${annotated}`,
      want: ['web/templates/b.yaml'],
    },
    'items of a List take the comment': {
      text: `# Source: web/templates/a.yaml\napiVersion: v1\nkind: List\nitems: [${item}]\n`,
      want: ['web/templates/a.yaml'],
    },
    'each document has its own': {
      text: `---\n# Source: c/a.yaml\n${web}---\n# Source: c/b.yaml\n${web}---\n${web}`,
      want: ['c/a.yaml', 'c/b.yaml', undefined],
    },
  },
  ({ text, want }) =>
    assert.equal(
      objectsIn(text).map(({ source }) => source),
      want,
    ),
)

table(
  'groupOf',
  {
    core: { version: 'v1', want: '' },
    'a named group': { version: 'apps/v1', want: 'apps' },
    nothing: { version: '', want: '' },
  },
  ({ version, want }) => assert.is(groupOf(version), want),
)
