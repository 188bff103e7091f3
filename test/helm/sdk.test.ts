import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { chart, inventory } from './helm.ts'

const sdk = await toolFor("a program with Helm's SDK", 'helm4-sdk')

/** What a strategy gives: hardened objects have a `+`, and a report lists the workloads that it was made of. */
interface Row {
  readonly prints: readonly string[]
  readonly reports: Readonly<Record<string, readonly string[]>>
}

const workloads = ['StatefulSet/web-cache', 'Deployment/web']
const hardened = ['Service/web', '+Deployment/web', '+StatefulSet/web-cache']

const strategies: Readonly<Record<string, Row>> = {
  combined: {
    prints: [...hardened, '+Job/web-migrate'],
    reports: { 'all.json': [...workloads, 'Job/web-migrate'] },
  },
  separate: {
    prints: [...hardened, '+Job/web-migrate'],
    reports: { 'hooks.json': ['Job/web-migrate'], 'manifests.json': workloads },
  },
  nohooks: {
    prints: [...hardened, 'Job/web-migrate'],
    reports: { 'manifests.json': workloads },
  },
}

if (sdk !== undefined) {
  table(
    "a program with Helm's SDK and a report for each part, by strategy",
    strategies,
    ({ prints, reports }, strategy) =>
      withFolder({}, async cwd => {
        const { status, stdout, stderr } = await install(sdk, strategy, cwd, ['--format=json', '--output={part}.json'])
        assert.is(status, 0, stderr)
        assert.equal(inventory(stdout), prints)
        const got = readdirSync(cwd).map(file => [file, reported(join(cwd, file))])
        assert.equal(Object.fromEntries(got), reports)
      }),
  )

  situation("a program with Helm's SDK writes and holds a golden file for each part", () =>
    withFolder({}, async cwd => {
      const golden = '--golden={part}.yaml'
      const runs = [[golden, '--update'], [golden, '--update'], [golden, '--update'], [golden]]
      const ends: unknown[] = []
      for (const options of runs) {
        const { status } = await install(sdk, 'separate', cwd, options)
        ends.push({ status, files: readdirSync(cwd).toSorted() })
      }
      const files = ['hooks.yaml', 'manifests.yaml']
      assert.equal(ends, [
        { status: 1, files: ['hooks.yaml'] },
        { status: 1, files },
        { status: 0, files },
        { status: 0, files },
      ])
    }),
  )

  situation("a program with Helm's SDK shows which part a golden file lacks", () =>
    withFolder({}, async cwd => {
      await install(sdk, 'combined', cwd, ['--golden=web.yaml', '--update'])
      const { status, stdout, stderr } = await install(sdk, 'separate', cwd, ['--golden=web.yaml'])
      assert.equal({ status, stdout }, { status: 1, stdout: '' })
      assert.match(stderr, 'error while running post render on hooks: exit status 1')
      assert.match(stderr, 'web.yaml holds hooks and manifests, and this run was given hooks alone; with {part}')
    }),
  )
}

/** Install the chart `web`, dry, through the program as npm installs it. */
async function install(sdk: string, strategy: string, cwd: string, options: readonly string[]): Promise<Ended> {
  const program = `${await installedPackage()}/dist/cli.cjs`
  return ended({ command: sdk, args: [strategy, chart('web'), program, 'post-render', ...options], cwd })
}

function reported(file: string): readonly string[] {
  const { objects } = JSON.parse(readFileSync(file, 'utf8'))
  return objects.map(({ kind, name }: { readonly kind: string; readonly name: string }) => `${kind}/${name}`)
}
