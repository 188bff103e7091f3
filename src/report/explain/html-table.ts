import { type Child, element, type Html } from './html-element.ts'

/** A table that scrolls by itself where it is wider than the page, also by the keyboard. `named` is the id of its heading. */
export function scrollingTable(
  { kind, named }: { readonly kind: 'grid' | 'matrix'; readonly named: string },
  heads: readonly Html[],
  rows: readonly Html[],
): Html {
  return element(
    'div',
    { class: 'scroll', role: 'region', 'aria-labelledby': named, tabindex: '0' },
    element('table', { class: kind }, element('thead', {}, element('tr', {}, heads)), element('tbody', {}, rows)),
  )
}

/** The head of a column. */
export function columnHead(...children: readonly Child[]): Html {
  return element('th', { scope: 'col' }, children)
}

/** The head of a row. */
export function rowHead(...children: readonly Child[]): Html {
  return element('th', { scope: 'row' }, children)
}

/** A cell. On a narrow screen rows become cards without heads, and the label takes the place of the head. */
export function cell(label: Child, ...children: readonly Child[]): Html {
  return kindCell(undefined, label, ...children)
}

/** A cell of a kind that the style knows. */
export function kindCell(kind: string | undefined, label: Child, ...children: readonly Child[]): Html {
  return element(
    'td',
    kind === undefined ? {} : { class: kind },
    element('div', { class: 'label dim' }, label),
    element('div', {}, children),
  )
}

/** A cell with nothing to say. A card leaves it out. */
export function blankCell(): Html {
  return element('td', { class: 'blank' }, '-')
}

/** An empty cell. The words are for screen readers. */
export function emptyCell(words: string): Html {
  return element('td', { class: 'none' }, element('span', { class: 'unseen' }, words))
}
