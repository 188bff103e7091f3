import { posix } from 'node:path'
import type { FolderEntry } from '../../src/cli/files/files.ts'
import { answerer } from '../../src/cli/fleet/worker.ts'
import type { Helper, Io } from '../../src/cli/process/io.ts'
import { InputError } from '../../src/error.ts'

/** A world for a command: texts instead of files, and what it wrote. */
export interface World {
  readonly stdin?: string | Uint8Array
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly terminal?: Partial<Io['terminal']>
  readonly today?: string
}

/** What a command wrote. */
export interface Recorded {
  readonly stdout: string
  readonly stderr: string
  /** What a person at a terminal saw for a while, line by line. */
  readonly progress: string
  /** Files as they are afterwards. */
  readonly files: Readonly<Record<string, string>>
}

/** An `Io` that touches nothing, and a look at what a command did with it. */
export function fakeIo(world: World = {}): { readonly io: Io; readonly recorded: () => Recorded } {
  const written = { stdout: '', stderr: '', progress: '' }
  const files = new Map(Object.entries(world.files ?? {}).map(([path, text]) => [absolute(path), text]))
  const read = new Set<string>()
  const io: Io = {
    stdin: async () => bytes(world.stdin ?? ''),
    hasPipedInput: async () => (world.stdin ?? '').length > 0,
    stdout: text => {
      written.stdout += text
    },
    stderr: text => {
      written.stderr += text
    },
    progress: text => {
      written.progress += `${text}\n`
    },
    readFile: async path => {
      const text = files.get(absolute(path))
      if (text === undefined) throw new InputError('UNREADABLE', `${path}: cannot be read (no such file or folder)`)
      read.add(absolute(path))
      return bytes(text)
    },
    writeFile: async (path, text) => {
      await io.refuseTarget(path)
      files.set(absolute(path), text)
    },
    refuseTarget: async path => {
      if (read.has(absolute(path)))
        throw new InputError('UNWRITABLE', `${path}: cannot be written (it is an input of this run)`)
    },
    rewriteFile: async (path, was, text) => {
      if (files.get(absolute(path)) !== was) return 'changed'
      files.set(absolute(path), text)
      return 'written'
    },
    writePieces: async (path, pieces) => {
      let text = ''
      for await (const piece of pieces) text += piece
      await io.writeFile(path, text)
    },
    sizeOf: async path => bytes(files.get(absolute(path)) ?? '').length,
    changedAt: async path => (files.has(absolute(path)) ? Date.UTC(2026, 0, 2, 3, 4, 5) : 0),
    startHelper: async argv => helperInside(argv, io),
    serve: async () => {
      throw new Error('nobody asks')
    },
    cores: async () => 2,
    now: () => 0,
    listFolder: async folder => entriesOf(files, folder),
    kindOf: async path => (files.has(absolute(path)) ? 'file' : below(files, path).length > 0 ? 'folder' : 'absent'),
    realPath: async path => absolute(path),
    run: async () => undefined,
    inTemporaryFolder: use => use('/tmp/of-its-own'),
    openFile: async function* (path) {
      yield bytes(files.get(absolute(path)) ?? '')
    },
    network: async () => ({
      send: () => Promise.reject(new Error('no test of a command that judges may open a connection')),
      sleep: async () => undefined,
      random: () => 0,
    }),
    cwd: () => root,
    env: world.env ?? {},
    terminal: { stdin: false, stdout: false, stderr: false, ...world.terminal },
    today: () => world.today ?? '2026-11-21',
  }
  return {
    io,
    recorded: () => ({
      ...written,
      files: Object.fromEntries([...files].map(([path, text]) => [path.slice(root.length + 1), text])),
    }),
  }
}

/** A helper of the fleet that is no process of its own. */
export function helperInside([, ...argv]: readonly string[], io: Io): Helper {
  return { ask: answerer(argv, io), end: () => undefined, stop: () => undefined }
}

const root = '/project'

function absolute(path: string): string {
  return posix.resolve(root, path)
}

function entriesOf(files: ReadonlyMap<string, string>, folder: string): readonly FolderEntry[] {
  const paths = below(files, folder)
  const names = [...new Set(paths.map(path => path.split('/')[0] ?? path))]
  return names.map(name => ({ name, kind: paths.includes(name) ? 'file' : 'folder', isLink: false }))
}

function below(files: ReadonlyMap<string, string>, folder: string): string[] {
  const prefix = `${absolute(folder).replace(/\/$/, '')}/`
  return [...files.keys()]
    .filter(path => path.startsWith(prefix))
    .map(path => path.slice(prefix.length))
    .toSorted()
}

function bytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}
