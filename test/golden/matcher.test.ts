import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { type GoldenFileOptions, goldenFile } from '../../src/golden/file.ts'
import { parseMask } from '../../src/golden/mask.ts'
import { GoldenMismatch, matchGolden } from '../../src/golden/matcher.ts'
import { situation, table } from '../table.ts'

const secret = (password: string): string => `kind: Secret\nmetadata: { name: web }\ndata:\n  password: ${password}\n`
const masks = [parseMask({ object: 'Secret/web', path: 'data.password' })]

/** The message that `match` throws, undefined where it throws nothing. Anything but a mismatch is passed on. */
function mismatchOf(match: () => void): string | undefined {
  try {
    match()
    return undefined
  } catch (error) {
    if (error instanceof GoldenMismatch) return error.message
    throw error
  }
}

table<{
  readonly want: string | undefined
  readonly got: string
  readonly masked?: true
  readonly message: RegExp | undefined
}>(
  'matchGolden',
  {
    'equal texts': { want: secret('a'), got: secret('a'), message: undefined },
    'texts that differ': {
      want: secret('a'),
      got: secret('b'),
      message:
        /^g\.yaml: the output \(\+\) differs .*\n {2}Secret\/web data\.password: "a" → "b"\n--- g\.yaml\n(.*\n)*- {2}password: a\n\+ {2}password: b\n$/,
    },
    'texts that differ in what is masked': { want: secret('a'), got: secret('b'), masked: true, message: undefined },
    'a masked text that differs elsewhere': {
      want: secret('a'),
      got: `${secret('b')}type: Opaque\n`,
      masked: true,
      message: /type: \(absent\) → "Opaque"\n(.*\n)* {3}password: "<masked>"\n\+type: Opaque\n$/,
    },
    'no golden text': { want: undefined, got: '', message: /^g\.yaml: there is no golden file/ },
    'no golden text, masked': {
      want: undefined,
      got: secret('b'),
      masked: true,
      message: /\+ {2}password: "<masked>"\n$/,
    },
  },
  ({ want, got, masked, message }) => {
    const thrown = mismatchOf(() => matchGolden(got, want, { name: 'g.yaml', ...(masked && { masks }) }))
    if (message === undefined) assert.is(thrown, undefined)
    else assert.match(thrown ?? '', message)
  },
)

function inFolder(prove: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  try {
    prove(join(folder, 'deep', 'g.yaml'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface FileRow {
  readonly before?: string
  readonly options: GoldenFileOptions
  readonly thrown: RegExp | undefined
  readonly after: string | undefined
}

table<FileRow>(
  'goldenFile, given the secret "b"',
  {
    'the same text': { before: secret('b'), options: {}, thrown: undefined, after: secret('b') },
    'another text': {
      before: secret('a'),
      options: {},
      thrown: /^\S+g\.yaml: the output \(\+\) differs/,
      after: secret('a'),
    },
    'a missing file is a failure and stays missing': {
      options: {},
      thrown: /there is no golden file/,
      after: undefined,
    },
    'an update writes and fails all the same': {
      before: secret('a'),
      options: { update: true },
      thrown: /^\S+g\.yaml was updated; run again without update\n\S+g\.yaml: the output \(\+\) differs/,
      after: secret('b'),
    },
    'an update makes a missing file': { options: { update: true }, thrown: /was updated/, after: secret('b') },
    'an update of the same text passes': {
      before: secret('b'),
      options: { update: true },
      thrown: undefined,
      after: secret('b'),
    },
    'an update writes what is masked as such': {
      options: { update: true, masks },
      thrown: /was updated/,
      after: secret('"<masked>"'),
    },
  },
  ({ before, options, thrown, after }) =>
    inFolder(file => {
      if (before !== undefined) writeWithFolder(file, before)
      const message = mismatchOf(() => goldenFile(file, options)(secret('b')))
      if (thrown === undefined) assert.is(message, undefined)
      else assert.match(message ?? '', thrown)
      assert.is(existsSync(file) ? readFileSync(file, 'utf8') : undefined, after)
    }),
)

function writeWithFolder(file: string, text: string): void {
  mismatchOf(() => goldenFile(file, { update: true })(text))
  writeFileSync(file, text)
}

situation('a file can be named by URL', () => {
  inFolder(file => {
    writeWithFolder(file, 'a: 1\n')
    goldenFile(pathToFileURL(file))('a: 1\n')
  })
})

situation('an update in continuous integration is refused before anything is compared', () => {
  assert.throws(
    () => goldenFile('absent.yaml', { update: true, ci: true }),
    (error: unknown) => error instanceof InputError && error.code === 'USAGE',
  )
})

situation('a golden file that is not UTF-8 is an input error', () => {
  inFolder(file => {
    writeWithFolder(file, '')
    writeFileSync(file, Uint8Array.of(0x61, 0xff))
    assert.throws(
      () => goldenFile(file)('a'),
      (error: unknown) => error instanceof InputError && error.code === 'BAD_INPUT',
    )
  })
})
