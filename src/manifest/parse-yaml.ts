import { type Document, isScalar, parseDocument, type Scalar } from 'yaml'
import { aloneSpelling } from './respell-value.ts'

/** What `yaml` makes of a text. It reads structure and text: every scalar is a string. */
export function parseYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    schema: 'failsafe',
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
}

/** The text of a plain or quoted scalar, of one line or more. One that was respelt is read again, alone. */
export function sourceOf(
  { source, range }: Scalar.Parsed,
  { text, spelling }: { readonly text: string; readonly spelling: string },
): string {
  const original = text.slice(range[0], range[1])
  if (spelling === text || spelling.slice(range[0], range[1]) === original) return source
  const { contents } = parseYaml(aloneSpelling(original))
  return isScalar(contents) ? contents.source : source
}
