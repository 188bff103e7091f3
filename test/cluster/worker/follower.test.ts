import { getEventListeners } from 'node:events'
import * as assert from 'uvu/assert'
import { followerOf } from '../../../src/cluster/worker/watch/follower.ts'
import { situation, table } from '../../table.ts'

const reason = new Error('enough')

table(
  'a controller that follows a signal',
  {
    'aborts with it': { release: false, first: false, want: reason },
    'is aborted from the beginning where it was': { release: false, first: true, want: reason },
    'goes its own way when it is released': { release: true, first: false, want: undefined },
  },
  ({ release, first, want }) => {
    const signal = new AbortController()
    if (first) signal.abort(reason)
    const follower = followerOf(signal.signal)
    if (release) follower.release()
    signal.abort(reason)
    assert.is(follower.controller.signal.reason, want)
  },
)

situation('hundreds of controllers are one listener', () => {
  const { signal } = new AbortController()
  for (let one = 0; one < 200; one += 1) followerOf(signal)
  assert.is(getEventListeners(signal, 'abort').length, 1)
})
