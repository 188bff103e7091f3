import { dirname, join, parse, relative, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Command } from '../command.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions, levelOptions } from '../options/options.ts'
import type { Io } from '../process/io.ts'
import { loadSettings, lockFileName, optionSettings } from '../settings.ts'

const { verbose: _, ...optionsOfLevel } = levelOptions

/** The commands that change nothing, as tools of the Model Context Protocol. */
export const mcpCommand: Command = { options: { ...commonOptions, ...optionsOfLevel }, run: runMcp }

/** As long as a large chart takes a slow machine, many times over. */
const seconds = 60

async function runMcp(args: Arguments, io: Io): Promise<ExitCode> {
  await refuseOptions(args, io)
  const start = io.cwd()
  await enter(args.operands, io)
  const [policy, lock] = ['policy', 'lock'].map(name => fromHere(args.text(name), start, io))
  const options = Object.fromEntries(args.ordered.map(({ name, value }) => [name, value]))
  const files = { ...(policy !== undefined && { policy }), ...(lock !== undefined && { lock }) }
  const beside = policy === undefined ? [] : [join(dirname(policy), lockFileName)]
  if (io.terminal.stdin && !args.has('quiet'))
    io.stderr('seaworthy: an MCP client starts this and speaks to it on the standard input; Ctrl-D ends it\n')
  const { serveTools } = await import('../mcp/server.ts')
  return serveTools({ io, options: { ...options, ...files }, named: [...Object.values(files), ...beside], seconds })
}

/** What is wrong with the options, and with files that they name, is told to who starts the server, and not to each caller. */
async function refuseOptions(args: Arguments, io: Io): Promise<void> {
  optionSettings(args, io)
  if (args.text('policy') !== undefined || args.text('lock') !== undefined) await loadSettings(args, io)
}

/** A file that was named before the folder was entered. */
function fromHere(file: string | undefined, start: string, io: Io): string | undefined {
  return file === undefined ? undefined : relative(io.cwd(), resolve(start, file))
}

/** Go to the folder that is served. A client that starts a server from the root of the file system did not choose a folder. */
async function enter(operands: readonly string[], io: Io): Promise<void> {
  const [folder = '.', ...others] = operands
  if (others.length > 0) throw new InputError('USAGE', `mcp: found ${operands.length} folders, expected one at most`)
  if ((await io.kindOf(folder)) !== 'folder')
    throw new InputError('UNREADABLE', `mcp: ${visible(folder)}: expected a folder`)
  const path = resolve(io.cwd(), folder)
  if (path === parse(path).root)
    throw new InputError(
      'USAGE',
      `mcp: expected a folder with manifests, not ${path}, which holds every file; name one`,
    )
  process.chdir(path)
}
