import { visible } from '../../manifest/text/visible.ts'
import { xmlAttribute, xmlText } from '../escape.ts'

/** Text that is HTML already. Only `element` and `raw` make it, so that nothing from a manifest gets in unescaped. */
export interface Html {
  readonly html: string
}

/** A child of an element: strings are text and become escaped. */
export type Child = Html | string | readonly Child[]

/** HTML that this program wrote itself. */
export function raw(html: string): Html {
  return { html }
}

/** One element. The names are ours; attribute values and text may be anybody's. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): Html {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlAttribute(visible(value))}"`)
  return { html: `<${name}${written.join('')}>${htmlOf(children)}</${name}>` }
}

/** A term with what there is to say of it, for a `dl`. */
export function definition(name: string, value: Child): readonly Html[] {
  return [element('dt', {}, name), element('dd', {}, value)]
}

/** A path of a volume, which a line may end in only behind a slash where that is enough. */
export function pathCode(path: string): Html {
  const parts = path.split(/(?<=.\/)(?=.)/)
  return element(
    'code',
    {},
    parts.map((part, index) => (index === 0 ? part : [raw('<wbr>'), part])),
  )
}

/** Children one after the other. */
function htmlOf(child: Child): string {
  if (typeof child === 'string') return xmlText(visible(child))
  return 'html' in child ? child.html : child.map(htmlOf).join('')
}
