import { posix } from 'node:path'
import { InputError } from '../error.ts'
import { decodeStream } from '../manifest/text/decode.ts'
import { visible } from '../manifest/text/visible.ts'
import { someOf } from '../report/words/some-of.ts'
import { inFile } from '../run/in-file.ts'
import type { OtherText } from '../run/source.ts'
import type { Exclusion } from './files/exclude.ts'
import type { FolderEntry } from './files/files.ts'
import { type FolderFile, type FolderFiles, filesBelow } from './files/folder.ts'
import { withSlashes } from './files/slashes.ts'
import type { Rendering } from './options/rendering.ts'
import type { Io } from './process/io.ts'
import type { FolderSource } from './render-folder.ts'

/** A named text: `-` is the standard input. */
export interface InputText {
  readonly file: string
  readonly text: string
  /** A link in a folder that was named led to it, out of that folder. */
  readonly isForeign?: boolean
  /** It was rendered, from a chart or a kustomization. */
  readonly source?: FolderSource
  readonly other?: OtherText
}

/** Read one file as text. Errors name it. */
export async function readText(file: string, io: Io): Promise<string> {
  const bytes = file === '-' ? await io.stdin() : await io.readFile(file)
  return inFile(file, () => decodeStream(bytes))
}

/** The same of what may be a pipe, by whatever name. One in which nothing arrived is refused. */
export async function readPiped(file: string, io: Io, advice = ''): Promise<string> {
  const text = await readText(file, io)
  if (file === '-' || (await io.kindOf(file)) === 'special') refuseNothing(text, file, advice)
  return text
}

/** From so many files on a person wonders whether anything happens. */
const many = 50

/** What is read where folders are named. */
export interface InputOptions {
  /** What is left out of a folder is not said: failures only. */
  readonly quiet: boolean
  readonly exclusions: readonly Exclusion[]
  /** How a chart or a kustomization that is named is rendered; absent where it is refused. */
  readonly rendering?: Rendering
  /** Whoever makes a report says there which files hold no object; else it is said here. */
  readonly others?: 'reported'
}

/**
 * The operands of a command as texts, in the order given; a folder stands for its `.yaml`, `.yml` and `.json` files.
 * Without operands the standard input is read, unless a person would have to type it.
 */
export async function readInputs(
  operands: readonly string[],
  options: InputOptions,
  io: Io,
): Promise<readonly InputText[]> {
  if (operands.length === 0 && io.terminal.stdin)
    throw new InputError('USAGE', 'give a file or folder, or pipe manifests in (`-` is the standard input)')
  const files = operands.length === 0 ? await unnamedFiles(options, io) : await inputFiles(operands, options, io)
  const { isOwnFile, otherOf, refuseFoldersOfOthers, tellOthers } = await import('./other-input.ts')
  const texts: InputText[] = []
  for (const [index, file] of files.entries()) {
    if (files.length >= many) io.progress(`reading ${index + 1} of ${files.length} files`)
    const text = await readInput(file, options, io)
    if (file.folder === undefined || !isOwnFile(text.text)) texts.push({ ...text, ...otherOf(file, text) })
  }
  refuseFoldersOfOthers(files, texts)
  if (options.others === undefined) tellOthers(texts, io)
  if (files.length >= many) io.progress(`judging ${files.length} files`)
  return texts
}

async function readInput(
  { path, isForeign, source, advice }: InputFile,
  { rendering }: InputOptions,
  io: Io,
): Promise<InputText> {
  if (source === undefined)
    return { file: path, text: await readPiped(path, io, advice), ...(isForeign && { isForeign }) }
  const { renderFolder, refuseRendered } = await import('./render-folder.ts')
  if (rendering === undefined) throw refuseRendered(path, source)
  return { file: folderName(path), text: await renderFolder(path, source, rendering, io), source }
}

/** A text that was rendered is called as its folder, with a slash at the end (`report/place.ts`). */
function folderName(path: string): string {
  return `${posix.normalize(path).replace(/\/$/, '')}/`
}

/** Nothing comes from a command that failed before the pipe, and a shell does not tell. */
export function refuseNothing(text: string, file: string, advice = ''): void {
  if (text.trim() !== '') return
  const name = file === '-' ? 'standard input' : visible(file)
  throw new InputError('BAD_INPUT', `${name}: nothing arrived; is the command before the pipe failing?${advice}`)
}

async function inputFiles(operands: readonly string[], options: InputOptions, io: Io): Promise<readonly InputFile[]> {
  const found = await Promise.all(operands.map(operand => filesOf(withSlashes(operand), options, io)))
  if (!options.quiet) tellLeftOut([...new Set(found.flatMap(({ leftOut }) => leftOut))], io)
  const files = new Map<string, InputFile>()
  for (const file of found.flatMap(one => one.files)) {
    // A file that is named is meant, also where a link in a folder leads to it.
    if (!files.has(file.path) || !file.isForeign) files.set(file.path, file)
  }
  if (options.rendering !== undefined && ![...files.values()].some(({ source }) => source === 'chart'))
    (await import('./options/rendering.ts')).refuseUnused(options.rendering)
  return [...files.values()]
}

/** A file to read, with the folder that was named for it, or a folder to render. */
export type InputFile = FolderFile & {
  readonly source?: FolderSource
  readonly folder?: string
  /** What to do where nothing is in it. */
  readonly advice?: string
}

/** A step of CI has no terminal: who named nothing there may have meant no pipe. */
async function unnamedFiles(options: InputOptions, io: Io): Promise<readonly InputFile[]> {
  const files = await inputFiles(['-'], options, io)
  return files.map(file => ({ ...file, advice: ' Without a pipe, name a file or folder' }))
}

async function filesOf(
  operand: string,
  { exclusions }: InputOptions,
  io: Io,
): Promise<Pick<FolderFiles, 'leftOut'> & { readonly files: readonly InputFile[] }> {
  const kind = operand === '-' ? 'special' : await io.kindOf(operand)
  if (kind !== 'folder' && !(kind === 'file' && packedChart.test(operand)))
    return { files: [{ path: operand, isForeign: false }], leftOut: [] }
  const { sourceOfFolder } = await import('./render-folder.ts')
  const source = kind === 'file' ? 'chart' : await sourceOfFolder(operand, io)
  if (source !== undefined) return { files: [{ path: operand, isForeign: false, source }], leftOut: [] }
  const isExcluded =
    exclusions.length === 0 ? () => false : (await import('./files/exclude.ts')).excluder(exclusions, io.cwd())
  const found = await filesBelow(operand, { wants: isManifest, isExcluded, whyNot }, io)
  if (found.files.length === 0) throw new InputError('USAGE', `${operand}: ${nothingIn(found)}`)
  return { ...found, files: found.files.map(file => ({ ...file, folder: operand })) }
}

/** As `helm package` and `helm pull` name one. */
const packedChart = /\.(tgz|tar\.gz)$/i

function isManifest(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path)
}

/** Folders whose files are not manifests of this place: those of tools, of packages, and templates that Helm reads first. */
function whyNot({ name }: FolderEntry, beside: readonly FolderEntry[]): string | undefined {
  if (name.startsWith('.') || name === 'node_modules') return ''
  const isOfChart = name === 'templates' && beside.some(entry => entry.name === 'Chart.yaml')
  return isOfChart ? 'of a chart; name the chart itself' : undefined
}

function tellLeftOut(leftOut: readonly string[], io: Io): void {
  if (leftOut.length > 0) io.stderr(`seaworthy: left out ${visible(someOf(leftOut))}\n`)
}

function nothingIn({ leftOut, excluded }: FolderFiles): string {
  const aside = leftOut.length === 0 ? '' : ` besides what is left out: ${visible(someOf(leftOut))}`
  return excluded === 0
    ? `the folder holds no .yaml, .yml or .json file${aside}`
    : `globs leave out everything in the folder (--exclude, or exclude: in the policy)${aside}`
}
