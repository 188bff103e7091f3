import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import manifest from '../../package.json' with { type: 'json' }
import { writeExecutable } from '../../scripts/executable.ts'
import { writeImage } from '../../scripts/image.ts'
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { situation, skipped } from '../table.ts'
import { podText } from './manifests.ts'

const subject = 'the container image runs as its user, and its Job passes its own check at restricted'
const [, job = ''] =
  /```yaml\n(apiVersion: batch.*?)```/s.exec(
    readFileSync(resolve(import.meta.dirname, '../../docs/install.md'), 'utf8'),
  ) ?? []

const node = await toolFor(subject, 'node24')
const obstacle = node === undefined ? undefined : missing()
if (obstacle !== undefined) skipped(subject, obstacle)
else if (node !== undefined)
  situation(subject, () =>
    withFolder({ 'job.yaml': job }, async folder => {
      const [layout, program] = [join(folder, 'image'), join(folder, 'seaworthy')]
      writeExecutable(join(await installedPackage(), 'dist'), node, program)
      writeImage(program, layout)
      const run = (command: string, ...args: readonly string[]) => ended({ command, args, cwd: folder })
      // Nothing but the image: its libraries, its user.
      const unpacked = await run('umoci', 'unpack', '--image', `${layout}:${manifest.version}`, 'bundle')
      assert.is(unpacked.status, 0, unpacked.stderr)
      const files = join(folder, 'bundle/rootfs')
      writeFileSync(join(files, 'work/web.yaml'), podText())
      const user = ['--userspec=65532:65532', '--groups=65532', files]
      const got = await run('chroot', ...user, '/usr/local/bin/seaworthy', 'check', '/work')
      assert.is(got.status, 1, got.stderr)
      assert.match(got.stdout, /^\/work\/web\.yaml:\d+:\d+: Pod\/web: /)
      // What lock reads of the image decides about the Job of the page.
      const source = `registry.example.com/seaworthy:1=${layout}:${manifest.version}`
      const locked = await run(program, 'lock', '--from-oci-layout', source, 'job.yaml')
      assert.is(locked.status, 0, locked.stderr)
      assert.match(readFileSync(join(folder, 'seaworthy.lock.yaml'), 'utf8'), /uid: 65532\n.*shell: absent/s)
      const checked = await run(program, 'check', '--level', 'restricted', '--strict', 'job.yaml')
      assert.is(checked.status, 0, checked.stdout + checked.stderr)
    }),
  )

/** What is missing to make the image and to unpack it. */
function missing(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root'
  const programs = ['umoci', 'apt-get', 'dpkg-deb', 'chroot']
  const absent = programs.find(program => {
    try {
      execFileSync('which', [program], { stdio: 'pipe' })
      return false
    } catch {
      return true
    }
  })
  if (absent !== undefined) return `no ${absent}`
  try {
    execFileSync('apt-get', ['download', '--print-uris', 'libc6'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'apt knows no libc6'
  }
}
