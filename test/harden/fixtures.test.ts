import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as assert from 'uvu/assert'
import { hardenPod } from '../../src/harden/harden.ts'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { storageFactsOf } from '../../src/volumes/model/volume/facts.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { changesOf, podAfter } from '../../src/workload/pod/pod-after.ts'
import { defaultHarden, defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { readPod } from '../pss/read-pod.ts'
import { sharedFile, unpacked } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

/** An upstream fixture with the verdict of the unmodified upstream evaluator. */
interface Fixture {
  readonly key: string
  readonly level: 'baseline' | 'restricted'
  readonly minor: number
  readonly allowed: boolean
  readonly failed: readonly { readonly id: string; readonly detail: string }[]
  readonly text: string
}

interface Row {
  readonly settings: Settings
  /** Whether a fixture should pass afterwards, by what upstream says of it and by its text. */
  readonly fixable: (fixture: Fixture) => boolean
  /** Of the 2,364 restricted fixtures that fail. */
  readonly count: number
}

const runAs = { user: 65532, group: 65532 }
const decreed = { ...defaultSettings, harden: { ...defaultHarden, runAs } }

/**
 * A check that fails only because a field is absent. An explicit `allowPrivilegeEscalation: true` (60 fixtures) and a
 * list that drops each capability by its name (16) stay: 187 of the 263 that a fixer mends which overwrites those two.
 */
function isAbsence({ text }: Fixture, { id, detail }: Fixture['failed'][number]): boolean {
  if (id === 'allowPrivilegeEscalation') return !text.includes('allowPrivilegeEscalation: true')
  if (id === 'capabilities_restricted') return !detail.includes('must not include') && !/drop:\n\s+- (?!ALL)/.test(text)
  return (id === 'runAsNonRoot' || id === 'seccompProfile_restricted') && detail.startsWith('pod or ')
}

/** What `--enforce` leaves to a person: no smaller value could stand there, or nobody knows a user (`runAsUser: 0`). */
const untouched = new Set(['hostNamespaces', 'privileged', 'restrictedVolumes', 'runAsUser', 'windowsHostProcess'])

const rows: Readonly<Record<string, Row>> = {
  'what is absent is added': {
    settings: decreed,
    fixable: fixture => fixture.failed.every(failure => isAbsence(fixture, failure)),
    count: 187,
  },
  'but no user is guessed': {
    settings: defaultSettings,
    fixable: fixture => fixture.failed.every(failure => failure.id !== 'runAsNonRoot' && isAbsence(fixture, failure)),
    count: 149,
  },
  // 1,528 fail for something else than a volume; of these 114 for host namespaces, 76 for privileged, 76 for hostProcess, 45 for root.
  '--enforce replaces the rest, save what is never touched': {
    settings: { ...decreed, enforce: true },
    fixable: ({ failed }) => failed.every(({ id }) => !untouched.has(id)),
    count: 1528 - 114 - 76 - 76 - 45,
  },
}

const folder = unpacked('pss/fixtures.tar.gz')
const recorded = sharedFile('pss/fixture-verdicts.jsonl.gz')
if (folder === undefined || recorded === undefined) skipped('hardened fixtures', 'the shared data is not here')
else proveFixtures(fixturesOf(join(folder, 'testdata'), recorded))

function proveFixtures(fixtures: readonly Fixture[]): void {
  table('hardened fixtures', { 'all of them are there': fixtures.length }, got => assert.is(got, 4537))
  table('hardened fixtures', rows, ({ settings, fixable, count }) => {
    const outcomes = fixtures.map(fixture => ({ fixture, ...hardened(fixture, settings) }))
    const passing = outcomes.filter(({ passes }) => passes).map(({ fixture }) => fixture)
    const keysOf = (some: readonly Fixture[]) => some.map(({ key }) => key)
    assert.equal(keysOf(outcomes.filter(({ again }) => again > 0).map(({ fixture }) => fixture)), [], 'idempotent')
    assert.is(passing.filter(({ level, allowed }) => level === 'restricted' && allowed).length, 618)
    assert.is(passing.filter(({ level, allowed }) => level === 'baseline' && allowed).length, 433)
    const failing = fixtures.filter(({ level, allowed }) => level === 'restricted' && !allowed)
    const mended = passing.filter(fixture => failing.includes(fixture))
    assert.equal(keysOf(mended), keysOf(failing.filter(fixable)))
    assert.is(mended.length, count)
  })
}

function hardened({ text, level, minor }: Fixture, settings: Settings): { passes: boolean; again: number } {
  const pod: PodView = { ...readPod(text), mode: 'template' }
  const context = { level, version: minor, settings, storage: storageFactsOf([]), exempts: () => false }
  const after = podAfter(pod, changesOf(hardenPod(pod, context).hardenings))
  return {
    passes: evaluatePod(after, { level, version: minor }).length === 0,
    again: hardenPod(after, context).hardenings.length,
  }
}

function fixturesOf(testdata: string, packed: Buffer): readonly Fixture[] {
  const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n')
  return lines.map(line => {
    const { key, level, version, allowed, failed } = JSON.parse(line)
    const minor = Number(version.slice('v1.'.length))
    return { key, level, minor, allowed, failed, text: readFileSync(join(testdata, key), 'utf8') }
  })
}
