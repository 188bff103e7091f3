import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Io } from '../process/io.ts'
import { callTool, type Session } from './call-tool.ts'
import { mcpWorkerArgument } from './worker-argument.ts'

/** What a helper is started with. */
export function callerArguments({ options, named, seconds }: Session): readonly string[] {
  return [mcpWorkerArgument, JSON.stringify({ options, named, seconds })]
}

/** Answer calls for the server that started us. Once it is gone, whatever was started for a call is ended. */
export async function serveCalls([session = '{}']: readonly string[], io: Io): Promise<ExitCode> {
  const given: Omit<Session, 'io'> = JSON.parse(session)
  const gone = new AbortController()
  await io.serve(async question => {
    const call: ToolCall = JSON.parse(question)
    return JSON.stringify(await callTool(call.name, call.given, { ...given, io }, gone.signal))
  }, 'usual')
  gone.abort()
  return exitCode.ok
}

/** One call, as it passes from process to process. */
export interface ToolCall {
  readonly name: string
  readonly given: Readonly<Record<string, unknown>>
}
