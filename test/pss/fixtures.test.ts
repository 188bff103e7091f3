import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import type { CheckFailure } from '../../src/pss/check.ts'
import { aggregate, evaluatePod } from '../../src/pss/evaluate.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { sharedFile, unpacked } from '../support/shared.ts'
import { skipped, table } from '../table.ts'
import { readPod } from './read-pod.ts'

/** What the unmodified upstream evaluator said of a fixture at its own level and version. */
interface Verdict {
  readonly key: string
  readonly level: 'baseline' | 'restricted'
  readonly version: string
  readonly allowed: boolean
  readonly failed: readonly { readonly id: string; readonly reason: string; readonly detail: string }[]
  readonly forbiddenReason: string
  readonly forbiddenDetail: string
}

const folder = unpacked('pss/fixtures.tar.gz')
const recorded = sharedFile('pss/fixture-verdicts.jsonl.gz')
if (folder === undefined || recorded === undefined) skipped('upstream fixtures', 'the shared data is not here')
else proveFixtures(join(folder, 'testdata'), verdictsOf(recorded))

function proveFixtures(testdata: string, verdicts: readonly Verdict[]): void {
  table('upstream fixtures', { 'all of them are there': verdicts.length }, got => assert.is(got, 4537))
  table('upstream fixtures', byVersion(verdicts), group => {
    const got = group.map(verdict => judge(verdict, readPod(readFileSync(join(testdata, verdict.key), 'utf8'))))
    assert.equal(got, group)
  })
}

function judge({ key, level, version }: Verdict, pod: PodView): Verdict {
  const violations = evaluatePod({ ...pod, mode: 'template' }, { level, version: Number(version.slice('v1.'.length)) })
  const { reason, detail } = aggregate(violations)
  return {
    key,
    level,
    version,
    allowed: violations.length === 0,
    failed: violations.map(failure),
    forbiddenReason: reason,
    forbiddenDetail: detail,
  }
}

function failure({ id, reason, detail }: CheckFailure): Verdict['failed'][number] {
  return { id, reason, detail }
}

function byVersion(verdicts: readonly Verdict[]): Record<string, Verdict[]> {
  const groups: Record<string, Verdict[]> = {}
  for (const verdict of verdicts) {
    const group = `${verdict.level} ${verdict.version}`
    groups[group] = [...(groups[group] ?? []), verdict]
  }
  return groups
}

/** The recorded lines, without `mode`: all were judged as templates. */
function verdictsOf(packed: Buffer): Verdict[] {
  const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n')
  return lines.map(line => {
    const { key, level, version, allowed, failed, forbiddenReason, forbiddenDetail } = JSON.parse(line)
    return { key, level, version, allowed, failed, forbiddenReason, forbiddenDetail }
  })
}
