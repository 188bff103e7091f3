#!/usr/bin/env node
import { exitCode } from './exit-code.ts'
import { outputFailure, processIo } from './process-io.ts'
import { program } from './program.ts'

process.stdout.on('error', error => {
  const failure = outputFailure(error)
  // A reader that stops early is no failure of ours; the exit status still says what was found.
  if (failure === undefined) process.exit()
  process.stderr.write(`seaworthy: ${failure}\n`)
  process.exit(exitCode.input)
})
// Where even this cannot be written, the exit status is all that is left to say.
process.stderr.on('error', () => {})
process.exitCode = await program(process.argv.slice(2), processIo())
