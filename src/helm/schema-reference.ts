/** What leads out of a chart by its schema: a reference, or what nobody knows of one that cannot be read. */
export type LeadOut = { readonly reference: string } | 'unreadable'

/**
 * The first reference of a JSON Schema that leads out of it, as Helm would follow it: `$ref` and its like may name any file
 * and any address. Undefined where all stay inside. A schema that is no JSON may lead anywhere: Helm reads some that we do not.
 */
export function leadOut(schema: string): LeadOut | undefined {
  try {
    const reference = foreignIn(JSON.parse(schema))
    return reference === undefined ? undefined : { reference }
  } catch {
    return 'unreadable'
  }
}

function foreignIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = typeof inner === 'string' && leadsOut(key, inner) ? inner : foreignIn(inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** The schemas of JSON Schema itself are built into Helm. */
function leadsOut(key: string, target: string): boolean {
  if (key === '$schema') return !/^https?:\/\/json-schema\.org\//.test(target)
  return ['$ref', '$dynamicRef', '$recursiveRef'].includes(key) && !/^(#|$)/.test(target)
}
