import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { tool } from '../../scripts/tools.ts'
import { situation, skipped, table } from '../table.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const manifest = join(root, 'helm-plugin/seaworthy/plugin.yaml')

situation('the plugin has the version of the package', () => {
  const version = /^version: (.*)$/m.exec(readFileSync(manifest, 'utf8'))?.[1]
  assert.is(version, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)
})

/** Stands in for the built program: says how it was called, in a comment that Helm keeps. */
const standIn = `
const stdin = require('node:fs').readFileSync(0, 'utf8')
process.stdout.write(stdin.replace('untouched', process.argv.slice(2).join(' ')))
`

interface Situation {
  readonly folder: string
  /** How Helm is told where the plugin is, given the package and an empty folder. */
  readonly find: (helm: string, installed: string, home: string) => Promise<Readonly<Record<string, string>>>
}

const situations: Readonly<Record<string, Situation>> = {
  'found through HELM_PLUGINS': {
    folder: 'seaworthy',
    find: async (_, installed) => ({ HELM_PLUGINS: join(installed, 'helm-plugin') }),
  },
  'installed from a folder, which Helm links to': {
    folder: 'seaworthy',
    find: async (helm, installed, home) => {
      const env = { HELM_DATA_HOME: home, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home }
      await run(helm, ['plugin', 'install', join(installed, 'helm-plugin/seaworthy')], {
        env: { ...process.env, ...env },
      })
      return env
    },
  },
  'in a folder with a blank in its name': {
    folder: 'sea worthy',
    find: async (_, installed) => ({ HELM_PLUGINS: join(installed, 'helm-plugin') }),
  },
}

const helm4 = await tool('helm4')
if (helm4 === undefined) skipped('the plugin under helm4', 'no helm4')
else
  table('Helm 4 runs the plugin', situations, async ({ folder, find }) => {
    const temporary = mkdtempSync(join(tmpdir(), 'seaworthy-plugin-'))
    try {
      const installed = installPackage(join(temporary, folder))
      const env = { ...process.env, ...(await find(helm4, installed, join(temporary, 'home'))) }
      const args = ['--post-renderer', 'seaworthy', '--post-renderer-args', '--strict']
      const { stdout, stderr } = await run(helm4, ['template', 'probe', chart(temporary), ...args], { env })
      assert.match(stdout, 'says: --helm-plugin --strict', stderr)
      assert.not.match(stderr, 'failed to load plugin')
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  })

if (helm4 !== undefined)
  situation('the plugin without the package around it says so, and Helm 4 stops', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'seaworthy-plugin-'))
    try {
      cpSync(join(root, 'helm-plugin'), join(temporary, 'plugins'), { recursive: true })
      const args = ['template', 'probe', chart(temporary), '--post-renderer', 'seaworthy']
      const env = { ...process.env, HELM_PLUGINS: join(temporary, 'plugins') }
      const { stdout, stderr } = await run(helm4, args, { env }).then(
        () => assert.unreachable('Helm went on'),
        failure => failure,
      )
      assert.is(stdout, '')
      assert.match(stderr, /seaworthy: .*dist\/cli\.cjs: no such file; the plugin needs the package around it\n/)
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  })

/** What `npm install seaworthy` leaves behind, as far as the plugin goes. */
function installPackage(folder: string): string {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  cpSync(join(root, 'helm-plugin'), join(folder, 'helm-plugin'), { recursive: true })
  writeFileSync(join(folder, 'dist/cli.cjs'), standIn)
  return folder
}

function chart(folder: string): string {
  const target = join(folder, 'chart')
  mkdirSync(join(target, 'templates'), { recursive: true })
  writeFileSync(join(target, 'Chart.yaml'), 'apiVersion: v2\nname: probe\nversion: 0.1.0\n')
  const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: probe\ndata:\n  says: untouched\n'
  writeFileSync(join(target, 'templates/probe.yaml'), object)
  return target
}
