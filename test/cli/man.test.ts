import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import manifest from '../../package.json' with { type: 'json' }
import { manPages } from '../../scripts/man.ts'
import { commands } from '../../src/cli/command.ts'
import { usage } from '../../src/cli/usage.ts'
import { withFolder } from '../support/folder.ts'
import { situation, skipped, table } from '../table.ts'

const run = promisify(execFile)
const pages = manPages()

situation('package.json names a manual page for the program and each command', () => {
  const want = ['seaworthy', ...Object.keys(commands).map(command => `seaworthy-${command}`)].map(name => `${name}.1`)
  assert.equal(Object.keys(pages).toSorted(), want.toSorted())
  assert.equal(manifest.man.toSorted(), want.map(file => `./dist/man/${file}`).toSorted())
})

/** The words of a text, however it is filled, without the marks of a terminal. */
function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(word => word !== '')
}

/** What each command of a Unix makes of a page: the arguments, and where it complains. */
const readers: Readonly<Record<string, readonly string[]>> = {
  man: ['--warnings', '-Tascii', '-l'],
  mandoc: ['-Tlint', '-W', 'warning'],
}

for (const [reader, args] of Object.entries(readers)) {
  const isThere = await run('which', [reader]).then(
    () => true,
    () => false,
  )
  if (!isThere) skipped(`manual pages read by ${reader}`, `no ${reader}`)
  else
    table(`${reader} has nothing against`, pages, (text, file) =>
      withFolder({ [file]: text }, async folder => {
        const env = { ...process.env, MANROFFOPT: '-wall', MANWIDTH: '100', LC_ALL: 'C.UTF-8' }
        const { stdout, stderr } = await run(reader, [...args, join(folder, file)], { env }).catch(failure => failure)
        // A version that is not released yet has no day.
        const complaints = (reader === 'mandoc' ? stdout + stderr : stderr).replace(/^.*missing date.*\n/, '')
        assert.is(complaints, '')
        if (reader === 'man') saysAllOf(usage[commandOf(file)] ?? '', stdout)
      }),
    )
}

function commandOf(file: string): string {
  return file.replace(/^seaworthy-/, '').replace(/\.1$/, '')
}

/** Every word of the help is in the page, which says it in bold by going back and writing it again. */
function saysAllOf(help: string, page: string): void {
  const said = new Set(words(page.replaceAll(/.[\b]/g, '')))
  const missing = words(help).filter(word => !/^(?:Usage:|Examples:|Exit:)$/.test(word) && !said.has(word))
  assert.ok(help.length > 100)
  assert.equal(missing, [])
}
