import * as assert from 'uvu/assert'
import { reachPage } from '../../scripts/reach-page.ts'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { checkTexts } from '../../src/run/check.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { situation, skipped } from '../table.ts'

const charts = corpus().flatMap(({ name, text }) => (name.startsWith('helm4/') ? [{ file: name, text }] : []))
if (charts.length === 0) skipped('how many pods of public charts reach restricted', 'the shared data is not here')
else
  situation('with --enforce and runAs, public charts reach restricted as far as nothing hard stands against it', () => {
    const page = reachPage(charts)
    const [, reached = '0'] = /and with --enforce: (\d+) of 150/.exec(page) ?? []
    assert.ok(Number(reached) >= 131, page)
    const left = page.split('\n').filter(line => line.startsWith('  helm4/'))
    assert.is(left.length, 150 - Number(reached), 'each has its reason')
    assert.match(page, /Broken by post-render: none\nBroken with --enforce: none\n/)
  })

function sharing(pods: number): string {
  const workloads = Array.from(
    { length: pods },
    (_, index) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: w${index}, namespace: a }
spec:
  template:
    spec:
      securityContext: { runAsUser: ${1000 + (index % 50)} }
      containers: [{ name: c, image: busybox, volumeMounts: [{ name: d, mountPath: /d }] }]
      volumes: [{ name: d, persistentVolumeClaim: { claimName: shared } }]
`,
  )
  const claim =
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: shared, namespace: a }\nspec: { accessModes: [ReadWriteMany], storageClassName: gp3 }\n'
  return [...workloads, claim].join('---\n')
}

/** CPU time, since the machine may be busy; the least of three, since a collection may fall into one. */
function costOf(pods: number): number {
  const text = sharing(pods)
  const costs = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    checkTexts([{ file: '-', text }], defaultSettings)
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...costs)
}

situation('check of workloads that share a claim grows with their number: 2,000 take no more than 6 times 500', () => {
  costOf(100)
  const [few, many] = [costOf(500), costOf(2000)]
  assert.ok(many < 6 * few, `500 take ${few} µs, 2,000 take ${many} µs`)
})

const oneLine = 'a finding of public charts is one line of at most 160 characters, where its facts allow'
if (charts.length === 0) skipped(oneLine, 'the shared data is not here')
else
  situation(oneLine, () => {
    const findings = checkTexts(charts, defaultSettings).findings
    // Names of containers and workloads are as long as their authors made them.
    const long = findings.filter(finding => finding.code !== 'pod-security' && sentenceOf(finding).message.length > 160)
    assert.ok(findings.length > 300)
    const broken = findings.map(finding => sentenceOf(finding).message).filter(message => message.includes('\n'))
    assert.equal(broken, [])
    assert.ok(long.length < findings.length / 30, long.map(finding => sentenceOf(finding).message).join('\n'))
  })
