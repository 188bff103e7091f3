import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const program = resolve(import.meta.dirname, '../../../shared/oracle/k8syaml')

/** Whether the reader of kubectl and the API server is at hand. */
export function hasOracle(): boolean {
  return existsSync(program)
}

/** What Kubernetes makes of one document: its value, or why it does not read it. */
export type OracleAnswer = { readonly json: unknown } | { readonly error: string }

/** The same with the JSON as it is written, in which integers beyond 2^53 are exact. */
export type ExactAnswer = { readonly json: unknown; readonly text: string } | { readonly error: string }

/** How Kubernetes reads each of `documents`, which are single ones: a separator in them is text like any other. */
export function askOracle(documents: readonly string[]): readonly ExactAnswer[] {
  const frames = documents.map(document => Buffer.from(document)).flatMap(text => [`${text.length}\n`, text])
  const input = Buffer.concat(frames.map(frame => Buffer.from(frame)))
  const { stdout, error } = spawnSync(program, ['-framed'], { input, maxBuffer: 2 ** 30 })
  if (error !== undefined) throw error
  const lines = stdout.toString().split('\n').slice(0, -1)
  if (lines.length !== documents.length) throw new Error(`${lines.length} answers to ${documents.length} documents`)
  return lines.map(answerOf)
}

/** What Kubernetes makes of each document of a stream, split as kubectl splits it. Behind an error of the splitter there is nothing. */
export function askStream(text: string): readonly ExactAnswer[] {
  const { stdout, error } = spawnSync(program, { input: text, maxBuffer: 2 ** 30 })
  if (error !== undefined) throw error
  return stdout.toString().split('\n').slice(0, -1).map(answerOf)
}

/** The same without the text, for whoever compares values. */
export function askValues(documents: readonly string[]): readonly OracleAnswer[] {
  return askOracle(documents).map(answer => ('error' in answer ? answer : { json: answer.json }))
}

/** The JSON as it is written: `JSON.parse` rounds integers beyond 2^53. */
function jsonText(line: string): string {
  return line.replace(/^\{"json":/, '').replace(/(?:,"strict":"(?:[^"\\]|\\.)*")?\}$/, '')
}

function answerOf(line: string): ExactAnswer {
  const { json, error }: { json?: unknown; error?: string } = JSON.parse(line)
  return error === undefined ? { json: json ?? null, text: jsonText(line) } : { error }
}
