import type { ExitCode } from './exit-code.ts'
import type { Arguments, OptionTable } from './options/arguments.ts'
import type { Io } from './process/io.ts'

/** What a file of `commands/` exports: the options it knows, and what it does. */
export interface Command {
  readonly options: OptionTable
  readonly run: (args: Arguments, io: Io) => Promise<ExitCode>
}

/** Every command, loaded when it is called: start-up is paid for by each `helm template`. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  render: async () => (await import('./commands/render.ts')).renderCommand,
  'post-render': async () => (await import('./commands/post-render.ts')).postRenderCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  fix: async () => (await import('./commands/fix.ts')).fixCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  lock: async () => (await import('./commands/lock.ts')).lockCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  image: async () => (await import('./commands/image.ts')).imageCommand,
  preflight: async () => (await import('./commands/preflight.ts')).preflightCommand,
  fleet: async () => (await import('./commands/fleet.ts')).fleetCommand,
  suggest: async () => (await import('./commands/suggest.ts')).suggestCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  mcp: async () => (await import('./commands/mcp.ts')).mcpCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
}
