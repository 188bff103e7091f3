#!/usr/bin/env node
import { processIo } from './process-io.ts'
import { program } from './program.ts'

// A reader that stops early (`seaworthy check | head`) is no failure of ours; the exit code still says what was found.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit()
  throw error
})
process.exitCode = await program(process.argv.slice(2), processIo())
