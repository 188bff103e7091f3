#!/usr/bin/env node
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { compiledFolder } from './compiled/folder.ts'
import { partsIn } from './compiled/parts.ts'
import { incomplete } from './incomplete.ts'

/** A hash of the whole program, which `scripts/bundle.ts` puts in. */
declare const programHash: string

const program = './program.cjs'
const chunks = join(__dirname, 'chunks')
const compiled = compiledFolder(process, programHash)
const load = compiled === undefined ? createRequire(join(chunks, program)) : partsIn(chunks, compiled)
try {
  load(program)
} catch (error) {
  const said = incomplete(error)
  if (said === undefined) throw error
  process.stderr.write(said)
  process.exitCode = 2
}
