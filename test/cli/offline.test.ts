import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { table } from '../table.ts'

const stream = readFileSync(resolve(import.meta.dirname, '../fixtures/streams/shop.helm3.yaml'), 'utf8')

/** Loaded before the program: a connection is an error that nothing catches, with a name of its own. */
const noNetwork = `
const refuse = () => { process.stderr.write('CONNECTED\\n'); process.exit(99) }
require('node:net').Socket.prototype.connect = refuse
require('node:dns').lookup = refuse
globalThis.fetch = refuse
`

const lock =
  '# Written by `seaworthy lock`. Review it, commit it, do not edit it.\napiVersion: seaworthy.dev/v1alpha1\nkind: Lock\nimages: {}\ncluster:\n  version: v1.36.3\n  namespaces:\n    default:\n      enforce: baseline\n  storageClasses:\n    standard:\n      provisioner: rancher.io/local-path\n      default: true\n'

const calls: Readonly<Record<string, readonly string[]>> = {
  check: ['check', 'web.yaml'],
  explain: ['explain', 'web.yaml'],
  fix: ['fix', 'web.yaml'],
  'post-render': ['post-render', '--strict'],
  verify: ['verify'],
  render: [
    'render',
    'agent',
    '--set=name=a',
    '--set=namespace=n',
    '--set=agent.image.repository=r.example/a',
    '--set=agent.image.tag=v1',
  ],
  schema: ['schema', 'lock'],
  image: ['image', 'redis'],
  init: ['init', 'web.yaml'],
}

table('without a network', calls, args =>
  withFolder({ 'no-network.cjs': noNetwork, 'web.yaml': stream, 'seaworthy.lock.yaml': lock }, async folder => {
    const program = join(await installedPackage(), 'dist/cli.cjs')
    const preload = ['--require', join(folder, 'no-network.cjs')]
    const { status, stderr } = await ended({
      command: process.execPath,
      args: [...preload, program, ...args],
      cwd: folder,
      input: args[0] === 'post-render' ? stream : '',
    })
    assert.not.match(stderr, 'CONNECTED')
    assert.ok(status === 0 || status === 1 || args[0] === 'verify', stderr)
  }),
)

table('the trap works', { lock: ['lock', 'web.yaml'] }, args =>
  withFolder({ 'no-network.cjs': noNetwork, 'web.yaml': stream }, async folder => {
    const program = join(await installedPackage(), 'dist/cli.cjs')
    const { status } = await ended({
      command: process.execPath,
      args: ['--require', join(folder, 'no-network.cjs'), program, ...args],
      cwd: folder,
    })
    assert.is(status, 99)
  }),
)
