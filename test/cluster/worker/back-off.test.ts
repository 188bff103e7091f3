import * as assert from 'uvu/assert'
import { meaningOf, waitAfter } from '../../../src/cluster/worker/watch/back-off.ts'
import { table } from '../../table.ts'

table(
  'the wait before the next attempt',
  {
    'after the first failure': { failures: 1, retryAfter: undefined, chance: 0, want: 125 },
    'at most': { failures: 1, retryAfter: undefined, chance: 1, want: 250 },
    doubles: { failures: 4, retryAfter: undefined, chance: 1, want: 2000 },
    'stops growing': { failures: 1000, retryAfter: undefined, chance: 1, want: 15_000 },
    'as the server asks': { failures: 1, retryAfter: 7, chance: 0, want: 7000 },
    'spread, for all were asked at once': { failures: 1, retryAfter: 7, chance: 1, want: 7250 },
    'no longer than a minute': { failures: 1, retryAfter: 86_400, chance: 0, want: 60_000 },
  },
  ({ failures, retryAfter, chance, want }) =>
    assert.is(
      waitAfter(failures, retryAfter, () => chance),
      want,
    ),
)

table(
  'what a status asks for',
  {
    made: { status: 201, want: 'answered' },
    'too old a version': { status: 410, want: 'expired' },
    'too many requests': { status: 429, want: 'again' },
    'an internal error': { status: 500, want: 'again' },
    'no server behind a balancer': { status: 503, want: 'again' },
    'there already': { status: 409, want: 'refused' },
    'not allowed': { status: 403, want: 'refused' },
    invalid: { status: 422, want: 'refused' },
  },
  ({ status, want }) => assert.is(meaningOf(status), want),
)
