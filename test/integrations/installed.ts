import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackage } from '../support/built.ts'
import { ended } from '../support/process.ts'

/** A folder for PATH in which `seaworthy` is the program as it is installed. */
export async function programFolder(folder: string): Promise<string> {
  const program = join(await installedPackage(), 'dist/cli.cjs')
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'seaworthy'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
  chmodSync(join(bin, 'seaworthy'), 0o755)
  return bin
}

/** The package as npm takes it, as far as the command line goes. */
export async function packedProgram(folder: string): Promise<string> {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]
  const { status, stderr } = await ended({ command: 'npm', args, cwd: await installedPackage() })
  const [archive] = readdirSync(folder).filter(name => name.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm pack ended with ${status}: ${stderr}`)
  return join(folder, archive)
}
