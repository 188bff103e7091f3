import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { capabilitiesOf, effectiveValue } from '../../src/workload/pod/effective.ts'
import { table } from '../table.ts'
import { containerIn, podWith } from './read.ts'

function contexts(pod: string, container: string): string {
  return podWith(`  securityContext: ${pod}\n  containers:\n    - name: a\n      securityContext: ${container}\n`)
}

const onPod = { level: 'pod', path: 'spec.securityContext.runAsUser' }
const onContainer = { level: 'container', path: 'spec.containers[0].securityContext.runAsUser' }

table(
  'effectiveValue of runAsUser',
  {
    neither: { text: contexts('{}', '{}'), want: undefined },
    'the pod': { text: contexts('{runAsUser: 1}', '{}'), want: { value: 1, ...onPod } },
    'the container': { text: contexts('{}', '{runAsUser: 2}'), want: { value: 2, ...onContainer } },
    'the container over the pod': {
      text: contexts('{runAsUser: 1}', '{runAsUser: 2}'),
      want: { value: 2, ...onContainer },
    },
    '0 overrides': { text: contexts('{runAsUser: 1}', '{runAsUser: 0}'), want: { value: 0, ...onContainer } },
    'null does not': { text: contexts('{runAsUser: 1}', '{runAsUser: null}'), want: { value: 1, ...onPod } },
    'null security contexts': { text: contexts('null', 'null'), want: undefined },
    'contexts of a wrong type': { text: contexts('abc', '[1]'), want: undefined },
  },
  ({ text, want }) => {
    const { pod, container } = containerIn(text)
    const got = effectiveValue(pod, container, 'runAsUser')
    assert.equal(got && { ...got, path: formatPath(got.path) }, want)
  },
)

table(
  'capabilitiesOf',
  {
    nothing: { context: '{}', want: { add: [], drop: [] } },
    'both lists': { context: '{capabilities: {add: [CHOWN], drop: [ALL]}}', want: { add: ['CHOWN'], drop: ['ALL'] } },
    'what is no text is left out': {
      context: '{capabilities: {add: [1, CHOWN], drop: ALL}}',
      want: { add: ['CHOWN'], drop: [] },
    },
  },
  ({ context, want }) => assert.equal(capabilitiesOf(containerIn(contexts('{}', context)).container), want),
)
