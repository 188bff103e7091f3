import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { readPolicy } from '../../src/policy/policy.ts'
import { fullSentence } from '../../src/report/words/sentence.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

/**
 * What is unknown ends with the row of the policy that answers it: it is taken from the sentence, as a person would copy
 * it, and put into a policy, which is read; then nothing asks for a row any more. Several rows of one map are merged.
 */
type Row = Readonly<Record<string, unknown>>

/** What asks for a row, by its code, and how its sentence is read. Everything else that is unknown says that no row can tell. */
const asking: Readonly<Partial<Record<Finding['code'], RegExp>>> = {
  'volume-unknown': /: ((?:images|claims|storageClasses|defaultStorageClass): .*)$/,
  'not-hardened': /, or say in the policy which user the image runs as \(here, 1000\): (images: .*)$/,
  'hardened-in-doubt': /; if it needs none, say so under `(images` in the policy: .*)$/,
  'unknown-pod-holder': /(workloads: .*)$/,
}

function findingsOf(text: string, settings: Settings): readonly Finding[] {
  return hardenTexts([{ file: '-', text }], { ...settings, schema: 'off' }).report().findings
}

function rowOf(finding: Finding): Row | undefined {
  const [, row] = asking[finding.code]?.exec(fullSentence(finding)) ?? []
  // The one that names a section in its sentence, and its entries behind it.
  const text = row?.replace(/^images` in the policy: (.*)$/, 'images: { $1 }')
  const value: unknown = text === undefined ? undefined : parse(`{ ${text} }`)
  return isMap(value) ? value : undefined
}

function policyOf(row: Row): Settings {
  const text = JSON.stringify({ apiVersion: 'seaworthy.dev/v1alpha1', kind: 'Policy', ...row })
  return { ...readPolicy(text, 'rows.yaml').settings, levelFromPolicy: false }
}

function isMap(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function merged(one: Row, other: Row): Row {
  const both = Object.entries(other).map(([key, value]) => {
    const was = one[key]
    return [key, isMap(was) && isMap(value) ? merged(was, value) : value] as const
  })
  return { ...one, ...Object.fromEntries(both) }
}

/** What still asks for a row after all that were asked for, and those that the answers then asked for, are in the policy. */
function leftAfterRows(text: string, first: readonly Finding[]): readonly string[] {
  let [rows, findings]: [Row, readonly Finding[]] = [{}, first]
  for (let round = 0; round < 3; round++) {
    const asked = findings.map(rowOf).filter(row => row !== undefined)
    if (asked.length === 0) break
    // Each loads alone, too.
    for (const row of asked) policyOf(row)
    rows = asked.reduce(merged, rows)
    findings = findingsOf(text, policyOf(rows))
  }
  return findings.filter(finding => rowOf(finding) !== undefined).map(fullSentence)
}

/** An unknown volume without a row says so, and it is about what no policy describes. */
const untold = /; no row of the policy can tell: it depends on the node, the server or the pod$/

// Helm 3 pipes the same objects.
const streams = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (streams.length === 0) skipped('rows of the policy, as they are printed, over the corpus', 'no ../shared/corpus')
else {
  const seen = new Set<string>()
  table(
    'what is unknown of a public chart is known with the rows that it prints',
    Object.fromEntries(streams.map(one => [one.name, one])),
    ({ text }) => {
      const findings = findingsOf(text, defaultSettings)
      for (const finding of findings) if (rowOf(finding) !== undefined) seen.add(finding.code)
      const silent = findings.filter(one => one.code === 'volume-unknown' && rowOf(one) === undefined)
      assert.equal(
        silent.map(fullSentence).filter(sentence => !untold.test(sentence)),
        [],
      )
      assert.equal(leftAfterRows(text, findings), [])
    },
  )
  table('and the corpus asks for rows of each kind that it can', { codes: [...Object.keys(asking)] }, codes => {
    assert.equal(
      codes.filter(code => !seen.has(code)),
      ['unknown-pod-holder'],
    )
  })
}

table(
  'what is unknown is known with the row that it prints, where no chart has it',
  {
    'a kind that holds a pod': `apiVersion: example.com/v1\nkind: Rollout\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, image: b }] } } }\n`,
    'a kind that holds a list of pods': `apiVersion: example.com/v1\nkind: Set\nmetadata: { name: a }\nspec: { roles: [{ template: { spec: { containers: [{ name: a, image: b }] } } }] }\n`,
    'an image with a port': `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "localhost:5000/b" }] }\n`,
    'an image by its digest': `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "b@sha256:${'0'.repeat(64)}" }] }\n`,
  },
  text => {
    const findings = findingsOf(text, defaultSettings)
    assert.ok(findings.some(finding => rowOf(finding) !== undefined))
    assert.equal(leftAfterRows(text, findings), [])
  },
)
