import { resolve } from 'node:path'
import type { Io } from '../../src/cli/process/io.ts'
import { processIo } from '../../src/cli/process/process-io.ts'
import { program } from '../../src/cli/program.ts'
import type { Called } from '../cli/call.ts'
import { helperInside } from './io.ts'

/** Run the program on the real files of a folder, as if it were the working folder. */
export async function callIn(
  folder: string,
  argv: readonly string[],
  stdin = '',
  changes: Partial<Io> = {},
): Promise<Pick<Called, 'code' | 'stdout' | 'stderr'>> {
  const written = { stdout: '', stderr: '' }
  const real = inFolder(await processIo(), folder)
  const io: Io = { ...real, startHelper: async words => helperInside(words, io), ...changes }
  const code = await program(argv, {
    ...io,
    stdin: async () => Buffer.from(stdin),
    stdout: text => {
      written.stdout += text
    },
    stderr: text => {
      written.stderr += text
    },
    env: {},
    terminal: { stdin: false, stdout: false, stderr: false },
    ...changes,
  })
  return { code, ...written }
}

/** The programs of a machine by the names that they are called by; every other name is absent. */
export async function withPrograms(paths: Readonly<Record<string, string>>): Promise<Pick<Io, 'run'>> {
  const { run } = await processIo()
  return {
    run: async (command, args, given) => {
      const path = Object.hasOwn(paths, command) ? paths[command] : undefined
      return path === undefined ? undefined : run(path, args, given)
    },
  }
}

/** The real process, as if a folder were its working folder. */
export function inFolder(io: Io, folder: string): Io {
  const at = (path: string) => resolve(folder, path)
  return {
    ...io,
    cwd: () => folder,
    readFile: path => io.readFile(at(path)),
    writeFile: (path, text) => io.writeFile(at(path), text),
    writePieces: (path, pieces) => io.writePieces(at(path), pieces),
    sizeOf: path => io.sizeOf(at(path)),
    openFile: (path, range) => io.openFile(at(path), range),
    refuseTarget: path => io.refuseTarget(at(path)),
    rewriteFile: (path, was, text) => io.rewriteFile(at(path), was, text),
    listFolder: path => io.listFolder(at(path)),
    changedAt: path => io.changedAt(at(path)),
    kindOf: path => io.kindOf(at(path)),
    realPath: path => io.realPath(at(path)),
  }
}
