/**
 * The library's types in one file that imports nothing: API Extractor rolls up what `src/index.ts` exports, with a
 * compiler of its own, since TypeScript 7 has no API that a tool could use.
 *
 * The file describes `index.cjs`. `index.js` hands on the same objects, and so does its declaration.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { valuesTypes } from './values-types.ts'

const root = resolve(import.meta.dirname, '..')
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

/** Write the declarations of both files into `folder`. */
export function writeDeclarations(folder: string): void {
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  // Below the repository, where the types of packages are found.
  const emitted = mkdtempSync(join(cache, 'types-'))
  try {
    emitInto(emitted)
    const text = interfaces(rolledUp(emitted)) + platformTypes
    const left = /^import .*|\bimport\(.*|^\/\/\/ .*/m.exec(text)?.[0]
    if (left !== undefined) throw new Error(`the library's types would need a package: ${left}`)
    writeFileSync(join(folder, 'index.d.cts'), text)
    writeFileSync(join(folder, 'index.d.ts'), "export * from './index.cjs'\n")
  } finally {
    rmSync(emitted, { recursive: true })
  }
}

/** Named by our types, and declared by those of Node and of the DOM alike, with which this merges; a consumer may have neither. */
const platformTypes = `
declare global {
    interface AbortSignal {}
}
`

function emitInto(folder: string): void {
  const args = ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder]
  execFileSync(process.execPath, [compiler, ...args], { stdio: 'inherit' })
  for (const [file, text] of Object.entries(valuesTypes())) writeFileSync(join(folder, file), text)
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.d.ts')))
    writeFileSync(join(folder, file), withoutTs(readFileSync(join(folder, file), 'utf8')))
  writeFileSync(join(folder, 'package.json'), '{ "name": "seaworthy", "version": "0.0.0", "type": "module" }\n')
}

function withoutTs(text: string): string {
  return text.replaceAll(/(from |import\(|import )'(\.[^']+)\.ts'/g, "$1'$2.js'")
}

function rolledUp(folder: string): string {
  const rollup = join(folder, 'rollup.d.ts')
  const entry = join(folder, 'index.d.ts')
  const options = { target: 'es2023', lib: ['es2023'], module: 'nodenext', strict: true, skipLibCheck: true }
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      newlineKind: 'lf',
      mainEntryPointFilePath: entry,
      bundledPackages: ['@kubernetes/client-node'],
      compiler: { overrideTsconfig: { compilerOptions: { ...options, types: ['node'] }, include: [entry] } },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: rollup },
      tsdocMetadata: { enabled: false },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  })
  const { succeeded } = Extractor.invoke(config, { messageCallback: told })
  if (!succeeded) throw new Error('the types could not be rolled up')
  return readFileSync(rollup, 'utf8')
}

/** Errors are told. What it warns of is the manner of comments, ours and client-node's, and names that are not exported. */
function told(message: { logLevel: `${ExtractorLogLevel}`; handled: boolean }): void {
  message.handled = message.logLevel !== ExtractorLogLevel.Error
}

/**
 * client-node declares classes, which nobody gets from us: the objects are read from text. As an interface each takes and
 * gives what its class does.
 */
function interfaces(text: string): string {
  return text.replaceAll(/^declare class (\w+) (\{$.*?^\})$/gms, (whole, name: string, body: string) =>
    body.includes(' attributeTypeMap') ? `declare interface ${name} ${body.replaceAll(member, '')}` : whole,
  )
}

/** What a class has beside its objects. */
const member = /^ {4}(?:constructor\(\);\n|static (?:[^\n]*;\n|.*?^ {4}\}[^\n]*;\n))/gms
