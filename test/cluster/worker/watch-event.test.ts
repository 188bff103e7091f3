import * as assert from 'uvu/assert'
import { afterLine, knownOf } from '../../../src/cluster/worker/watch/watch-event.ts'
import type { ValueMap } from '../../../src/manifest/value.ts'
import { table } from '../../table.ts'

const pod = (uid: string, resourceVersion: string): ValueMap => ({ metadata: { uid, resourceVersion } })
const known = knownOf({ metadata: { resourceVersion: '10' } }, [pod('a', '5')])
const event = (type: string, object: ValueMap) => JSON.stringify({ type, object })

table(
  'what a line of a watch says',
  {
    'an object is new': { line: event('ADDED', pod('b', '11')), want: ['changed', '11', ['a 5', 'b 11']] },
    'an object changed': { line: event('MODIFIED', pod('a', '12')), want: ['changed', '12', ['a 12']] },
    'an object went': { line: event('DELETED', pod('a', '13')), want: ['changed', '13', []] },
    'a version to go on from': { line: event('BOOKMARK', pod('', '20')), want: ['same', '20', ['a 5']] },
    'the version is too old': { line: event('ERROR', { code: 410, message: 'too old' }), want: ['expired'] },
    'an error of the server': { line: event('ERROR', { code: 500, message: 'etcd' }), want: ['broken'] },
    'a line that was cut': { line: event('ADDED', pod('b', '11')).slice(0, 20), want: ['broken'] },
    'no object': { line: '"ADDED"', want: ['broken'] },
  },
  ({ line, want }) => {
    const step = afterLine(known, line)
    const told = 'known' in step ? [step.known.version, [...step.known.objects].map(spelled)] : []
    assert.equal([step.step, ...told], want)
  },
)

function spelled([uid, { metadata }]: readonly [string, ValueMap]): string {
  return `${uid} ${(metadata as ValueMap).resourceVersion}`
}
