/** The reference part of docs/library.md: what `src/index.ts` exports, by the comments and declarations of the source. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { withBetween } from './between.ts'
import { valuesTypes } from './values-types.ts'

const source = resolve(import.meta.dirname, '../src')

/** The page with its reference made anew. */
export function withReference(page: string): string {
  return withBetween(page, 'reference', reference())
}

/** A name of the library, as it is declared. */
interface Exported {
  readonly name: string
  readonly kind: 'function' | 'interface' | 'type' | 'const' | 'class'
  readonly comment: string
  readonly declaration: string
}

function reference(): string {
  const all = exported().toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  const called = all.filter(({ kind }) => kind === 'function')
  const values = all.filter(({ kind }) => kind === 'const' || kind === 'class')
  const types = all.filter(({ kind }) => kind === 'interface' || kind === 'type')
  return [
    '## Functions',
    ...called.map(entry),
    '## Values and errors',
    ...values.map(entry),
    '## Types',
    ...types.map(entry),
  ].join('\n\n')
}

function entry({ name, comment, declaration }: Exported): string {
  return `### ${name}\n\n${comment}\n\n\`\`\`ts\n${declaration}\n\`\`\``
}

const written = valuesTypes()

function exported(): readonly Exported[] {
  const index = readFileSync(join(source, 'index.ts'), 'utf8')
  return [...index.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gm)].flatMap(([, names = '', file = '']) => {
    // What zod infers is written out for the package.
    const text =
      written[file.replace(/^\.\//, '').replace(/\.ts$/, '.d.ts')] ?? readFileSync(join(source, file), 'utf8')
    return names.split(',').flatMap(one => {
      const [, name, alias] = /^\s*(?:type )?(\w+)(?: as (\w+))?\s*$/.exec(one) ?? []
      return name === undefined ? [] : [declared(name, alias ?? name, { file, text })]
    })
  })
}

/** The declaration of a name with the comment above it. Throws for one that has none: the page would keep quiet about it. */
function declared(
  name: string,
  alias: string,
  { file, text }: { readonly file: string; readonly text: string },
): Exported {
  const pattern = new RegExp(
    `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n(export (?:async |abstract )*(function\\*?|interface|type|const|class) ${name}\\b[^]*)`,
  )
  const [, comment = '', rest = '', word = ''] = pattern.exec(text) ?? []
  const kind = kinds.find(one => word.startsWith(one))
  if (kind === undefined) throw new Error(`${file}: ${name} is exported without a comment above it`)
  const declaration = ends[kind](rest.replace(/^export /, '')).replace(new RegExp(`\\b${name}\\b`), alias)
  return { name: alias, kind, comment: proseOf(comment), declaration: shortened(declaration) }
}

/** Values have hundreds of fields, and a command that describes each. */
function shortened(declaration: string): string {
  const [head = '', ...rest] = declaration.split('\n')
  return rest.length < 200 ? declaration : `${head}\n  // seaworthy schema values\n}`
}

const kinds = ['function', 'interface', 'type', 'const', 'class'] as const

/** How much of the text is the declaration. Of what has a body, the line before it. */
const ends: Readonly<Record<Exported['kind'], (text: string) => string>> = {
  function: text => text.slice(0, text.search(/ \{\n/)),
  class: text => text.slice(0, text.search(/ \{\n/)),
  interface: text => /^[^\n]*\{\}/.exec(text)?.[0] ?? text.slice(0, text.indexOf('\n}') + 2),
  const: text => text.slice(0, text.search(/ =[ \n]/)),
  type: text => text.slice(0, endOfType(text)),
}

/** The first line that neither goes on from the one before nor closes it. */
function endOfType(text: string): number {
  const end = text.slice(1).search(/\n(?![ \t}\])|&])/)
  return end === -1 ? text.trimEnd().length : end + 1
}

function proseOf(comment: string): string {
  return comment
    .split('\n')
    .map(line => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim()
}
