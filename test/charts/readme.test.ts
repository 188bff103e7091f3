import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { tool } from '../../scripts/tools.ts'
import { rootChownInitContainer } from '../../src/security/chown-init.ts'
import { restrictedContainerSecurityContext } from '../../src/security/contexts.ts'
import { labels, selectorLabels } from '../../src/security/labels.ts'
import { situation, skipped } from '../table.ts'
import { probeChart } from './probe.ts'

const run = promisify(execFile)
const readme = readFileSync(resolve(import.meta.dirname, '../../charts/seaworthy-lib/README.md'), 'utf8')
const example = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? ''
const facts = { name: 'web', instance: 'probe' }

for (const major of ['helm3', 'helm4'] as const) {
  const test = `the example of the library chart's README, under ${major}`
  const helm = await tool(major)
  if (helm === undefined) {
    skipped(test, `no ${major}`)
    continue
  }
  situation(test, async () => {
    const chart = probeChart('')
    try {
      writeFileSync(join(chart, 'templates/probe.yaml'), example)
      const { stdout } = await run(helm, ['template', 'probe', chart])
      const { metadata, spec } = parse(stdout)
      const pod = spec.template.spec
      const mounts = [{ name: 'data', mountPath: '/data' }]
      assert.equal(metadata.labels, labels(facts))
      assert.equal(spec.selector.matchLabels, selectorLabels(facts))
      assert.equal(pod.initContainers, [
        rootChownInitContainer('chown-volumes', 'docker.io/library/busybox:1.37', 10000, 10000, mounts),
      ])
      const context = restrictedContainerSecurityContext({ user: 10000, group: 10000 })
      assert.equal(pod.containers[0].securityContext, context)
    } finally {
      rmSync(chart, { recursive: true, force: true })
    }
  })
}
