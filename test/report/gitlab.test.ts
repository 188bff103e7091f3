import * as assert from 'uvu/assert'
import { formatGitlab } from '../../src/report/gitlab.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { situation, table } from '../table.ts'
import { advice, place, violation } from './smallest.ts'

interface Issue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: string
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

function issues(findings: readonly Finding[], strict = 'strict: no'): readonly Issue[] {
  return JSON.parse(formatGitlab({ findings }, { strict: strict === 'strict' }))
}

const sentence =
  'Deployment/web spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)'

situation('an issue has every field that GitLab requires', () => {
  const [issue] = issues([violation()])
  assert.match(issue?.fingerprint ?? '', /^[0-9a-f]{64}$/)
  assert.equal(
    { ...issue, fingerprint: '' },
    {
      description: sentence,
      check_name: 'allowPrivilegeEscalation',
      fingerprint: '',
      severity: 'major',
      location: { path: 'web.yaml', lines: { begin: 12 } },
    },
  )
})

situation('no findings are an empty list', () => assert.equal(issues([]), []))

table<{ readonly findings: readonly Finding[]; readonly strict?: string; readonly want: readonly string[] }>(
  'how grave it is',
  {
    'an error, a warning and a note': {
      findings: [violation(), advice(), { ...advice(), severity: 'note' }],
      want: ['major', 'minor', 'info'],
    },
    'a warning that fails the run': { findings: [advice()], strict: 'strict', want: ['major'] },
  },
  ({ findings, strict, want }) =>
    assert.equal(
      issues(findings, strict).map(({ severity }) => severity),
      want,
    ),
)

/** A finding, and the same one as it may look in the next commit. */
const pairs: Readonly<Record<string, { readonly one: Finding; readonly other: Finding; readonly same: boolean }>> = {
  'on another line': { one: violation(), other: violation({ position: { line: 99, column: 1 } }), same: true },
  'in another file': { one: violation(), other: violation({ file: 'b.yaml' }), same: false },
  'of another container': { one: violation(), other: violation({ container: 'b', path: [] }), same: false },
  'of another kind': { one: violation(), other: advice(), same: false },
}

table('a fingerprint', pairs, ({ one, other, same }) => {
  const [a, b] = [issues([one]), issues([other])].map(([issue]) => issue?.fingerprint)
  assert.is(a === b, same)
})

situation('of two equal findings neither is dropped', () => {
  assert.is(new Set(issues([violation(), violation()]).map(({ fingerprint }) => fingerprint)).size, 2)
})

situation('the template of a piped chart has its own first line, and says which of the stream it is', () => {
  const piped = { ...violation(), place: place({ file: '-', source: 'web/templates/web.yaml' }) }
  const [issue] = issues([piped])
  assert.equal(issue?.location, { path: 'web/templates/web.yaml', lines: { begin: 1 } })
  assert.is(issue?.description, `${sentence} (line 12 of the stream)`)
})
