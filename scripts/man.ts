/** Manual pages, made from the texts that `--help` prints: `dist/man/seaworthy.1`, and one for each command. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { usage } from '../src/cli/usage.ts'

/** Write every page into `folder`. */
export function writeManPages(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(manPages())) writeFileSync(join(folder, file), text)
}

/** Each page by the name of its file. */
export function manPages(): Readonly<Record<string, string>> {
  const commands = commandLines()
  const pages = Object.entries(usage).map(([command, help]) => {
    const name = command === 'seaworthy' ? command : `seaworthy-${command}`
    const others = Object.keys(usage).filter(other => other !== command && other !== 'seaworthy')
    const seeAlso = command === 'seaworthy' ? others.map(other => `seaworthy-${other}`) : ['seaworthy']
    return [`${name}.1`, page(name, commands.get(command) ?? manifest.description, help, seeAlso)]
  })
  return Object.fromEntries(pages)
}

/** What the program's own help says of each command. */
function commandLines(): ReadonlyMap<string, string> {
  const rows = [...(usage.seaworthy ?? '').matchAll(/^ {2}([a-z-]+) {2,}(.*)$/gm)]
  return new Map(rows.map(([, command = '', text = '']) => [command, text]))
}

function page(name: string, title: string, help: string, seeAlso: readonly string[]): string {
  const { synopsis, description, options, examples, exit } = partsOf(help)
  const sections = {
    NAME: [`${escaped(name)} \\- ${escaped(title.replace(/\.$/, ''))}`],
    SYNOPSIS: verbatim(synopsis),
    DESCRIPTION: description.map(lineOf),
    [name === 'seaworthy' ? 'COMMANDS' : 'OPTIONS']: rows(options),
    EXAMPLES: verbatim(examples),
    'EXIT STATUS': exit.map(lineOf),
    'SEE ALSO': [seeAlso.map(other => `${escaped(other)}(1)`).join(', ')],
  }
  const texts = Object.entries(sections).map(([heading, lines]) => [`.SH ${heading}`, ...lines].join('\n'))
  return `.TH ${escaped(name.toUpperCase())} 1 "${releasedOn()}" "seaworthy ${manifest.version}" "User Commands"\n.nh\n.ad l\n${texts.join('\n')}\n`
}

/** The day of the version, which the changelog says once it is known. */
function releasedOn(): string {
  const changelog = readFileSync(resolve(import.meta.dirname, '../CHANGELOG.md'), 'utf8')
  const [, version, day = ''] = /^## (\S+) \((\d{4}-\d\d-\d\d)\)$/m.exec(changelog) ?? []
  return version === manifest.version ? day : ''
}

interface Parts {
  readonly synopsis: readonly string[]
  /** Paragraphs are parted by empty lines, here and among the options. */
  readonly description: readonly string[]
  readonly options: readonly string[]
  readonly examples: readonly string[]
  readonly exit: readonly string[]
}

/** The parts of a help text, which stand in one order in all of them. */
function partsOf(help: string): Parts {
  const found = /^(.*?)\n\nUsage: (.*?)\n\n(.*?)\n\nExamples:\n(.*?)\n\n(.*?)Exit: (.*?)\n$/s.exec(help)
  if (found === null) throw new Error(`found a help text without Usage, Examples and Exit in this order:\n${help}`)
  const [, description = '', synopsis = '', options = '', examples = '', note = '', exit = ''] = found
  // A paragraph before the first row still describes the command.
  const first = options.search(/^ {2}\S/m)
  const before = [description, options.slice(0, Math.max(first, 0)).trim(), note.trim()].filter(text => text !== '')
  return {
    description: before.join('\n\n').split('\n'),
    synopsis: synopsis.split('\n').map(line => line.trim()),
    options: options.slice(Math.max(first, 0)).split('\n'),
    examples: examples.split('\n').map(line => line.slice(2)),
    exit: exit.split('\n'),
  }
}

function verbatim(lines: readonly string[]): readonly string[] {
  return ['.nf', ...lines.map(escaped), '.fi']
}

/** Rows of two columns, what goes on in the second one, and paragraphs between them. */
function rows(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) => {
    const [, tag, text] = /^ {2}(\S.*?)(?: {2,}(\S.*))?$/.exec(line) ?? []
    if (tag !== undefined) return ['.TP', `\\fB${escaped(tag)}\\fR`, ...(text === undefined ? [] : [escaped(text)])]
    // A paragraph that follows rows leaves their indentation.
    if (line === '') return /^ *-|^ /.test(lines[index + 1] ?? '') ? [] : ['.PP']
    return [escaped(line.trim())]
  })
}

function lineOf(line: string): string {
  return line === '' ? '.PP' : escaped(line)
}

/** A hyphen that may be copied, and no request or escape where the text has none. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
}
