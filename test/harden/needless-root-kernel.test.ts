import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { listAt, mapAt, textAt } from '../../src/manifest/value.ts'
import { portOf } from '../support/listening.ts'
import { ended } from '../support/process.ts'
import { skipped, table } from '../table.ts'
import { noKernel } from '../volumes/as-identity.ts'
import { after, harden, podOf } from './hardened.ts'

/**
 * Command lines that run for real in a file system like busybox's: as root where the container starts, and then as the user
 * and in the directory that hardening chooses. Both must end alike. `URL` is a server that answers.
 */
const commands: readonly (readonly string[])[] = [
  ['wget', 'URL'],
  ['wget', '-q', 'URL'],
  ['wget', '-qO-', 'URL'],
  ['wget', '-O', 'page', 'URL'],
  ['wget', '-O', '/tmp/page', 'URL'],
  ['wget', '--spider', 'URL'],
  ['wget', '-P', '/tmp', 'URL'],
  ['wget', 'URL/page.tar'],
  ['sh', '-c', 'wget -T 2 URL && echo up'],
  ['sh', '-c', 'wget URL/page.tar && tar xf /tmp/page.tar'],
  ['sh', '-c', 'wget -O /tmp/page.tar URL/page.tar; tar xf /tmp/page.tar'],
  ['sh', '-ec', 'wget -q -O - URL > page'],
  ['sh', '-c', 'echo hi > greeting'],
  ['sh', '-c', 'echo hi > /greeting'],
  ['sh', '-c', 'echo hi > /dev/null'],
  ['sh', '-c', 'echo hi | tee greeting'],
  ['sh', '-c', 'cat /etc/motd'],
  ['sh', '-c', 'cp /etc/motd . && cat /etc/motd'],
  ['sh', '-c', 'cp /etc/motd /etc/copy'],
  ['sh', '-c', 'cp etc/motd .'],
  ['sh', '-c', 'mkdir pages && echo hi > pages/a'],
  ['sh', '-c', 'touch here'],
  ['sh', '-c', 'touch etc/here'],
  ['touch', '/tmp/here'],
  ['mkdir', 'here'],
  ['mkdir', '-p', '/tmp/here'],
  ['nc', '-z', '127.0.0.1', 'PORT'],
  ['sh', '-c', 'for i in 1 2; do nc -z -w 1 127.0.0.1 PORT; done; echo on > on'],
]

const runAs = { user: 65532, group: 65532 }
const applets = ['sh', 'wget', 'tar', 'cat', 'cp', 'nc', 'tee', 'touch', 'mkdir', 'ls']

/** The file system of the image: what is root's, and a /tmp for everybody. */
function imageAt(root: string): void {
  rmSync(root, { recursive: true, force: true })
  for (const folder of ['', 'bin', 'etc', 'dev', 'tmp']) mkdirSync(join(root, folder), { recursive: true, mode: 0o755 })
  chmodSync(join(root, 'tmp'), 0o1777)
  copyFileSync(busybox, join(root, 'bin/busybox'))
  for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet))
  writeFileSync(join(root, 'etc/motd'), 'hello\n')
  writeFileSync(join(root, 'dev/null'), '')
  chmodSync(join(root, 'dev/null'), 0o666)
}

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync) ?? ''

/** How the command ends as a user in a directory of the image. */
async function statusAs(
  root: string,
  { user, folder }: { readonly user: number; readonly folder: string },
  argv: readonly string[],
) {
  imageAt(root)
  const inside = ['/bin/sh', '-c', 'cd "$1"; shift; exec "$@"', 'sh', folder, ...argv]
  const args = [`--userspec=${user}:${user}`, '--groups=', root, ...inside]
  return (await ended({ command: 'chroot', args, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, seconds: 20 })).status
}

/** Who the container becomes, and where it starts then; undefined where it stays root. */
function chosenFor(argv: readonly string[]) {
  const situation = { web: `image: busybox, command: ${JSON.stringify(argv)}`, harden: { runAs }, enforce: true }
  const pod = podOf(situation)
  const [web = null] = listAt(after(pod, harden(pod, situation)).spec, 'containers')
  const user = mapAt(web, 'securityContext')?.runAsUser
  return typeof user === 'number' ? { user, folder: textAt(web, 'workingDir') ?? '/' } : undefined
}

const reason = noKernel() ?? (busybox === '' ? 'no busybox' : undefined)
if (reason !== undefined) skipped('needless root on the kernel', reason)
else {
  const server = createServer((_request, response) => response.end('hello\n'))
  const port = await portOf(server)
  // A test that fails closes nothing, and a server would keep the process from ending.
  server.unref()
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-image-'))
  process.on('exit', () => rmSync(root, { recursive: true, force: true }))
  const rows = commands.map(words =>
    words.map(word => word.replaceAll('URL', `http://127.0.0.1:${port}`).replaceAll('PORT', String(port))),
  )
  let assigned = 0
  table(
    'what a container does as root, it does as whom it is made',
    Object.fromEntries(rows.map(argv => [argv.join(' '), argv])),
    async argv => {
      const chosen = chosenFor(argv)
      if (chosen === undefined) return
      assigned++
      assert.is(await statusAs(root, chosen, argv), await statusAs(root, { user: 0, folder: '/' }, argv))
    },
  )
  table('and the law is about something', { 'more than half of them': undefined }, async () => {
    assert.ok(assigned > rows.length / 2, `${assigned} of ${rows.length}`)
    // The fault that it guards against: the same user, where the container starts.
    const downloads = ['wget', `http://127.0.0.1:${port}`]
    assert.is(await statusAs(root, { user: runAs.user, folder: '/' }, downloads), 1)
  })
}
