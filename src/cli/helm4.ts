import { type ExitCode, exitCode } from './exit-code.ts'
import type { Io } from './process/io.ts'

/** Passed by our plugin.yaml, so that Helm 4 is known before anything else is read, and never guessed from variables. */
export const helm4PluginArgument = '--helm-plugin'

/**
 * Run a post-renderer the way Helm 4 can report it. Helm 4 discards the stderr of a plugin that fails, so every failure
 * is exit 0 with one YAML block scalar: Helm refuses a document that is no map and prints it whole. Helm 4 also
 * refuses empty output, which is what an empty chart gives.
 */
export async function underHelm4(io: Io, run: (io: Io) => Promise<ExitCode>): Promise<ExitCode> {
  const captured = { stdout: '', stderr: '' }
  const code = await run({
    ...io,
    hasPipedInput: async () => true,
    stdout: text => {
      captured.stdout += text
    },
    stderr: text => {
      captured.stderr += text
    },
  })
  io.stdout(code === exitCode.ok ? captured.stdout || '---\n' : blockScalar(captured.stderr))
  return exitCode.ok
}

/**
 * What Helm's YAML printer would escape: one such character, and it prints the whole message as one double-quoted line
 * (yaml.v3 `is_printable`, which ends at U+FFFD). A separator of lines that is no line feed would end the message.
 */
const unprintable = /[^\t\n\x20-\x7E\xA0-\uD7FF\uE000-\uFFFD]|[\u2028\u2029\uFEFF]/gu

/** The indentation is said explicitly, so that a message may begin with spaces. */
function blockScalar(message: string): string {
  const lines = message.replaceAll(unprintable, escaped).trimEnd().split('\n')
  return `|2-\n${lines.map(line => `  ${line}`.trimEnd()).join('\n')}\n`
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
