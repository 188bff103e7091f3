import type { Network } from '../../registry/http/network.ts'
import type { FileKind, FolderEntry } from '../files/files.ts'

/**
 * Everything a command may touch. Tests pass strings and maps; `main.ts` passes the process.
 * File names are as the user wrote them, relative to `cwd()`. What cannot be read rejects with `InputError('UNREADABLE')`,
 * what cannot be written with `UNWRITABLE`.
 */
export interface Io {
  readonly stdin: () => Promise<Uint8Array>
  /** Whether a program pipes something in. Asking consumes it. */
  readonly hasPipedInput: () => Promise<boolean>
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** What a person at a terminal waits for. It is gone before the next thing is printed; a pipe never sees it. */
  readonly progress: (text: string) => void
  readonly readFile: (path: string) => Promise<Uint8Array>
  /**
   * Replace a file in one step, so that a crash leaves the old or the new one and never half of it. What `refuseTarget`
   * refuses is refused.
   */
  readonly writeFile: (path: string, text: string) => Promise<void>
  /** Run a program found on PATH; undefined when there is none. */
  readonly run: (command: string, args: readonly string[], given?: ProgramInput) => Promise<ProgramResult | undefined>
  /** An empty folder of our own, as an absolute path, for as long as `use` takes. */
  readonly inTemporaryFolder: <T>(use: (folder: string) => Promise<T>) => Promise<T>
  /** A file, or `size` bytes of it from `offset`, piece by piece: archives of images are too large to be read at once. */
  readonly openFile: (path: string, range?: FileRange) => AsyncIterable<Uint8Array>
  /** The network, with certificate authorities (PEM) that are trusted beside the usual ones. Only commands that say so use it. */
  readonly network: (authorities: readonly string[]) => Promise<Network>
  /** Reject with `UNWRITABLE` where a path names what this run has read, by whatever name, or what is no file. */
  readonly refuseTarget: (path: string) => Promise<void>
  /** Replace a file that this run has read, unless it holds something else than `was` by now. */
  readonly rewriteFile: (path: string, was: string, text: string) => Promise<'written' | 'changed'>
  /** The same as `writeFile`, for a text that is larger than memory should be. */
  readonly writePieces: (path: string, pieces: AsyncIterable<string>) => Promise<void>
  /** Bytes of a file; 0 where there is none. */
  readonly sizeOf: (path: string) => Promise<number>
  /** When a file was last changed, in milliseconds of the Unix epoch; 0 for what is none. */
  readonly changedAt: (path: string) => Promise<number>
  /** What a folder holds, sorted by code unit. */
  readonly listFolder: (folder: string) => Promise<readonly FolderEntry[]>
  readonly kindOf: (path: string) => Promise<FileKind>
  /** Where a path leads when its links are followed, whether anything is there or not; undefined where they go in a circle. */
  readonly realPath: (path: string) => Promise<string | undefined>
  /** The working folder, which may be gone: then nothing that lies in it can be named. */
  readonly cwd: () => string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Which streams are a person's terminal; `columns` is the width of the one that stdout goes to. */
  readonly terminal: {
    readonly stdin: boolean
    readonly stdout: boolean
    readonly stderr: boolean
    readonly columns?: number
  }
  /** Start another process of this program, which answers with what `serve` of it was given. */
  readonly startHelper: (argv: readonly string[], heap: HelperHeap) => Promise<Helper>
  /** Answer whoever started us, one question after the other, until it is gone. */
  readonly serve: (answer: (question: string) => Promise<string>, heap: HelperHeap) => Promise<void>
  /** How many helpers can work at once. */
  readonly cores: () => Promise<number>
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** Today in UTC as `YYYY-MM-DD`. */
  readonly today: () => string
}

/** Another process of this program. */
export interface Helper {
  /** Rejects where it ended without an answer. One question at a time. */
  readonly ask: (question: string) => Promise<string>
  /** It ends when it has answered. */
  readonly end: () => void
  /** It ends now: it is told, so that it ends what it started, and is killed where it is too busy to hear. */
  readonly stop: () => void
}

/** `small`: many of them work side by side on what needs little. */
export type HelperHeap = 'small' | 'usual'

/** A part of a file, in bytes. */
export interface FileRange {
  readonly offset: number
  readonly size: number
}

/** What a program is given beside its arguments. */
export interface ProgramInput {
  /** On its standard input. */
  readonly input?: string
  /** Beside the variables of ours; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Kills the program, and `run` rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/** How a program that was started ended. */
export interface ProgramResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}
