import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { installedPackage } from './support/built.ts'
import { withFolder } from './support/folder.ts'
import { ended } from './support/process.ts'
import { toolFor } from './support/tools.ts'
import { table } from './table.ts'

const root = resolve(import.meta.dirname, '..')

/** The sessions of a page, one after the other in one folder: each `$ …` line with what the page says it prints. */
function sessionsOf(page: string): readonly { readonly command: string; readonly want: string }[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8')
  return [...text.matchAll(/```console\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(session => {
        const end = session.indexOf('\n')
        return { command: session.slice(0, end), want: session.slice(end + 1).trimEnd() }
      }),
  )
}

const kustomize = await toolFor('the sessions of docs/', 'kustomize')

if (kustomize !== undefined)
  table('what a page says that a command prints', Object.fromEntries(pages().map(page => [page, page])), async page => {
    const program = join(await installedPackage(), 'dist/cli.cjs')
    await withFolder({}, async folder => {
      const [bin, cwd] = [join(folder, 'bin'), join(folder, 'work')]
      cpSync(join(root, 'test/fixtures/readme'), cwd, { recursive: true })
      mkdirSync(bin)
      writeFileSync(join(bin, 'seaworthy'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
      chmodSync(join(bin, 'seaworthy'), 0o755)
      symlinkSync(resolve(root, kustomize), join(bin, 'kustomize'))
      for (const { command, want } of sessionsOf(page)) {
        const env = { PATH: `${bin}:${process.env.PATH}` }
        const got = await ended({ command: 'bash', args: ['-c', `{ ${command}; } 2>&1`], cwd, env })
        assert.is(got.stdout.trimEnd(), want, command)
      }
    })
  })

function pages(): readonly string[] {
  return readdirSync(join(root, 'docs')).filter(page => sessionsOf(page).length > 0)
}
