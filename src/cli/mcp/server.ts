import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { visible } from '../../manifest/text/visible.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { interruptible } from '../process/interruption.ts'
import { version } from '../version.ts'
import { shortened } from './bounded.ts'
import type { Session } from './call-tool.ts'
import { callersOf } from './callers.ts'
import { inputSchemaOf } from './tool-schema.ts'
import { tools } from './tools.ts'

const instructions = `Seaworthy judges and hardens Kubernetes manifests offline, before a cluster sees them. Use check before and after you
change a manifest, explain_error for what a pod said, and apply the diff of fix instead of writing security contexts by hand.`

/** Serve the tools on the standard streams until the client closes its end, or ends us by a signal. */
export async function serveTools(session: Session): Promise<ExitCode> {
  const callers = callersOf(session, await session.io.cores())
  const server = new Server(
    { name: 'seaworthy', title: 'Seaworthy', version },
    // What a client's answers are checked with is never asked for, and is not in the bundle.
    { capabilities: { tools: {} }, instructions, jsonSchemaValidator: { getValidator: refuseToValidate } },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: Object.entries(tools).map(toolOf) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { texts, isError } = await callers.call(params.name, params.arguments ?? {}, signal)
    return { content: texts.map(text => ({ type: 'text' as const, text })), isError }
  })
  server.onerror = error => session.io.stderr(`seaworthy: mcp: ${sentenceOf(error)}\n`)
  return interruptible(signal => untilClosed(server, signal)).finally(callers.end)
}

/** Closing aborts the calls that still run, and so ends the programs that they started. */
async function untilClosed(server: Server, interruption: AbortSignal): Promise<ExitCode> {
  const closed = new Promise<ExitCode>(done => {
    const close = () => {
      done(exitCode.ok)
      server.close()
    }
    // The transport reads, and does not say when there is nothing more to read.
    process.stdin.once('end', close)
    process.stdin.once('close', close)
    process.stdout.once('error', close)
    interruption.addEventListener('abort', close)
    // Each answer waits by a listener of its own until a client that is slower has read; Node takes eleven for a leak.
    process.stdout.setMaxListeners(0)
    // Unasked it closes on a message that is too long.
    server.onclose = () => done(exitCode.input)
  })
  await server.connect(new StdioServerTransport())
  return closed
}

function sentenceOf({ name, message }: Error): string {
  if (name === 'SyntaxError' || name.endsWith('ZodError')) return 'ignored a line that is no message of JSON-RPC'
  return shortened(visible(message))
}

function toolOf([name, tool]: [string, (typeof tools)[string]]) {
  const { title, description } = tool
  const annotations = { title, readOnlyHint: true, idempotentHint: true, openWorldHint: false }
  return { name, title, description, inputSchema: inputSchemaOf(tool), annotations }
}

function refuseToValidate(): never {
  throw new Error('no client is asked for structured input')
}
