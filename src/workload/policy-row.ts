import { parseReference } from './reference.ts'

/** A row of the policy that says what is not known, with examples for what only a person can tell. */
export interface PolicyRow {
  /** What the row is about; people are told what to put into it. */
  readonly about: 'class' | 'default-class' | 'claim' | 'user' | 'group' | 'groups' | 'directories'
  /** As it stands in the file, in flow style; several rows are joined by commas. */
  readonly row: string
}

/** A row for an image: `images: { docker.io/library/redis: { user: 999 } }`. Undefined where no row can name the image. */
export function imageRow(image: string | undefined, facts: string): string | undefined {
  const reference = parseReference(image ?? '')
  return reference === undefined ? undefined : `images: { ${flowKey(reference.repository)}: { ${facts} } }`
}

/** A plain scalar where YAML reads one as it stands; a name with a port has a colon in it. */
export function flowKey(name: string): string {
  return /^[A-Za-z][\w./-]*$/.test(name) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name)
}
