import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { annotatedExemptions } from '../../src/workload/object/annotations.ts'
import { table } from '../table.ts'
import { podIn } from './read.ts'

const pod = (annotations: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {${annotations}}}\nspec: {}\n`
const deployment = (own: string, template: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, annotations: {${own}}}\nspec: {template: {metadata: {annotations: {${template}}}, spec: {}}}\n`
const ignore = (value: string) => `seaworthy.dev/ignore: ${value}`
const skip = (value: string) => `seaworthy.dev/skip: ${value}`
const nothing = { ignored: [], skip: undefined, problems: [] }

table(
  'annotatedExemptions',
  {
    none: { text: pod('a: b'), want: nothing },
    'one check': {
      text: pod(ignore('"hostPorts=needs them"')),
      want: { ...nothing, ignored: ['hostPorts needs them'] },
    },
    'several checks': {
      text: pod(ignore('"hostPorts=needs them; runAsUser = legacy ;"')),
      want: { ...nothing, ignored: ['hostPorts needs them', 'runAsUser legacy'] },
    },
    'every check': { text: pod(ignore('"*=vendored"')), want: { ...nothing, ignored: ['* vendored'] } },
    'a reason with an equals sign': {
      text: pod(ignore('"hostPorts=a=b"')),
      want: { ...nothing, ignored: ['hostPorts a=b'] },
    },
    'a check without a reason': {
      text: pod(ignore('"hostPorts; runAsUser=x"')),
      want: { ...nothing, ignored: ['runAsUser x'], problems: ['seaworthy.dev/ignore hostPorts'] },
    },
    'a misspelt check': {
      text: pod(ignore('"hostPort=a; runAsUser=x"')),
      want: {
        ...nothing,
        ignored: ['hostPort a', 'runAsUser x'],
        problems: ['seaworthy.dev/ignore hostPort=a'],
      },
    },
    'a name that two checks begin with': {
      text: pod(ignore('"seccompProfile=a"')),
      want: {
        ...nothing,
        ignored: ['seccompProfile a'],
        problems: ['seaworthy.dev/ignore seccompProfile=a'],
      },
    },
    'an empty reason': {
      text: pod(ignore('"hostPorts="')),
      want: { ...nothing, problems: ['seaworthy.dev/ignore hostPorts='] },
    },
    'an empty list': { text: pod(ignore('""')), want: { ...nothing, problems: ['seaworthy.dev/ignore '] } },
    'a number': { text: pod(ignore('5')), want: { ...nothing, problems: ['seaworthy.dev/ignore 5'] } },
    'a huge number': {
      text: pod(ignore('9223372036854775807')),
      want: { ...nothing, problems: ['seaworthy.dev/ignore 9223372036854775807'] },
    },
    skip: {
      text: pod(skip('by hand')),
      want: { ...nothing, skip: 'by hand metadata.annotations["seaworthy.dev/skip"]' },
    },
    'skip without a reason': { text: pod(skip('" "')), want: { ...nothing, problems: ['seaworthy.dev/skip  '] } },
    'skip that is true': { text: pod(skip('true')), want: { ...nothing, problems: ['seaworthy.dev/skip true'] } },
    'on the object and on the template': {
      text: deployment(ignore('"hostPorts=a"'), `${ignore('"runAsUser=b"')}, ${skip('c')}`),
      want: {
        ignored: ['hostPorts a', 'runAsUser b'],
        skip: 'c spec.template.metadata.annotations["seaworthy.dev/skip"]',
        problems: [],
      },
    },
    'annotations that are text': {
      text: 'apiVersion: v1\nkind: Pod\nmetadata: {annotations: abc}\nspec: {}\n',
      want: nothing,
    },
  },
  ({ text, want }) => {
    const { ignored, skip, problems } = annotatedExemptions(podIn(text))
    const got = {
      ignored: ignored.map(({ check, reason }) => `${check} ${reason}`),
      skip: skip && `${skip.reason} ${formatPath(skip.path)}`,
      problems: problems.map(({ annotation, got }) => `${annotation} ${got}`),
    }
    assert.equal(got, want)
  },
)
