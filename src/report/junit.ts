import { visible } from '../manifest/text/visible.ts'
import type { Finding } from '../workload/finding/finding.ts'
import { formatPolicyVersion } from '../workload/settings/level.ts'
import { xmlAttribute, xmlText } from './escape.ts'
import { isFailure } from './exit.ts'
import type { FormatOptions } from './formats.ts'
import { type Group, groupsOf } from './group.ts'
import { ruleOf, spotOf, subjectOf } from './place.ts'
import { mountPosition, type PlainMount, type PlainObject, type PlainReport } from './plain-report.ts'
import { accessWords } from './words/access-words.ts'
import { fullSentence } from './words/sentence.ts'

/**
 * JUnit XML, as CI servers read it: a test suite an object, a test case a finding, a level that admits the pod or a mount
 * that works. Findings that do not fail the run are passing cases with output; exempted violations are skipped ones.
 */
export function formatJunit(report: PlainReport, options: JunitOptions): string {
  const { counts, body } = junitSuites(report, options)
  return `${junitHead}${element('testsuites', { name: 'seaworthy', ...counts }, body)}`
}

type JunitOptions = Pick<FormatOptions, 'strict' | 'release'>

/** How every such file begins. */
export const junitHead = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** The suites of a report, and how many cases of each outcome they have. */
export interface JunitSuites {
  readonly counts: Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>>
  readonly body: readonly string[]
}

/** What such a file contains. A suite names its release, where there is one. */
export function junitSuites(report: PlainReport, options: JunitOptions): JunitSuites {
  const { release } = options
  const suites = groupsOf(report).map(group => ({
    group: release === undefined ? group : { ...group, name: `${release}: ${group.name}` },
    cases: casesOf(group, options),
  }))
  return {
    counts: counts(suites.flatMap(({ cases }) => cases)),
    body: suites.filter(({ cases }) => cases.length > 0).map(({ group, cases }) => suiteXml(group, cases)),
  }
}

interface TestCase {
  readonly name: string
  readonly line: number
  /** Absent: passed without a word. */
  readonly outcome?: Outcome
}

interface Outcome {
  readonly tag: 'failure' | 'skipped' | 'system-out'
  readonly message: string
  readonly text: string
}

function casesOf({ object, findings }: Group, options: JunitOptions): TestCase[] {
  return [
    ...findings.map(finding => findingCase(finding, options)),
    ...(object === undefined ? [] : [...exemptedCases(object), ...levelCase(object, findings, options)]),
    ...(object?.mounts ?? []).filter(mount => !isReported(mount, findings)).map(mount => mountCase(mount, options)),
  ]
}

function findingCase(finding: Finding, options: Pick<FormatOptions, 'strict'>): TestCase {
  const { place } = finding
  const sentence = fullSentence(finding)
  const parts = [spotOf(place, place.position), subjectOf(place), sentence]
  const text = parts.filter(part => part !== '').join(': ')
  const tag = isFailure(finding, options) ? 'failure' : 'system-out'
  const name = [ruleOf(finding), subjectOf({ path: place.path })].filter(part => part !== '').join(' ')
  return { name, line: place.position.line, outcome: { tag, message: sentence, text } }
}

function exemptedCases({ podSecurity }: PlainObject): TestCase[] {
  return (podSecurity?.violations ?? [])
    .filter(({ exempted }) => exempted)
    .map(({ check, reason, detail, position }) => ({
      name: check,
      line: position.line,
      outcome: { tag: 'skipped', message: `exempted: ${reason}`, text: detail },
    }))
}

/**
 * Without a finding a pod passes, or what it breaks is exempted or in the baseline. In a fleet it passes: there is no
 * baseline, and the findings of a release are those that hardening leaves.
 */
function levelCase(
  { podSecurity, line }: PlainObject,
  findings: readonly Finding[],
  { release }: JunitOptions,
): TestCase[] {
  if (podSecurity === undefined || findings.some(({ code }) => code === 'pod-security')) return []
  const { demand, allowed, detail } = podSecurity
  const name = `pod-security ${demand.level}:${formatPolicyVersion(demand.version)}`
  return [{ name, line, ...(!allowed && release === undefined && { outcome: known(detail) }) }]
}

function known(text: string): Outcome {
  return { tag: 'skipped', message: 'no finding was reported', text }
}

function isReported(mount: PlainMount, findings: readonly Finding[]): boolean {
  return findings.some(
    finding =>
      'mountPath' in finding &&
      finding.mountPath === mount.mountPath &&
      finding.place.container === mount.container.name,
  )
}

function mountCase(mount: PlainMount, { release }: JunitOptions): TestCase {
  const { container, mountPath, volume, wants, fixes } = mount
  const { line } = mountPosition(mount)
  const name = `${wants} ${mountPath} (volume ${volume}) in ${container.name}`
  const isFixed = release !== undefined && fixes.some(({ chosen }) => chosen)
  return { name, line, ...(mount[wants] !== 'yes' && !isFixed && { outcome: known(accessWords(mount.reason)) }) }
}

function counts(cases: readonly TestCase[]): JunitSuites['counts'] {
  const count = (tag: Outcome['tag']): number => cases.filter(({ outcome }) => outcome?.tag === tag).length
  return { tests: cases.length, failures: count('failure'), errors: 0, skipped: count('skipped') }
}

function suiteXml(group: Group, cases: readonly TestCase[]): string {
  const { name, file } = group
  const body = cases.map(testCase => caseXml(testCase, group))
  return element('testsuite', { name, file, ...counts(cases) }, body)
}

function caseXml({ name, line, outcome }: TestCase, suite: Group): string {
  const body = outcome === undefined ? [] : [outcomeXml(outcome)]
  return element(
    'testcase',
    { name, classname: suite.name, file: suite.file, ...(suite.hasOwnLines && { line }) },
    body,
  )
}

function outcomeXml({ tag, message, text }: Outcome): string {
  const attributes = tag === 'system-out' ? '' : ` message="${xmlAttribute(visible(message))}"`
  return `<${tag}${attributes}>${xmlText(visible(text))}</${tag}>\n`
}

function element(tag: string, attributes: Readonly<Record<string, string | number>>, body: readonly string[]): string {
  const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${xmlAttribute(visible(String(value)))}"`)
  const open = `<${tag}${list.join('')}`
  return body.length === 0 ? `${open}/>\n` : `${open}>\n${body.join('')}</${tag}>\n`
}
