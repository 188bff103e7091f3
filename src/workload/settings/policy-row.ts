import { quotedText } from '../../manifest/edit/write-yaml.ts'
import { parseReference } from '../image/reference.ts'

/** A key of the policy with a value, or an entry of a map of it. */
export type PolicyEntry = {
  readonly section: 'storageClasses' | 'defaultStorageClass' | 'claims' | 'images'
  /** Absent where the section is no map. */
  readonly name?: string
  /** In flow style. */
  readonly value: string
}

/** What the policy has to say of what is not known, with examples for what only a person can tell. */
export type PolicyRow = {
  /** What the row is about; people are told what to put into it. */
  readonly about: 'class' | 'default-class' | 'claim' | 'user' | 'group' | 'groups' | 'directories' | 'image-volume'
  /** None where no row can tell, and the lock can. */
  readonly entries: readonly PolicyEntry[]
}

/** `storageClasses: { fast: { profile: aws-ebs } }`, as it may stand in the file; several entries are joined by commas. */
export function rowText(entries: readonly PolicyEntry[]): string {
  return entries.map(entryText).join(', ')
}

function entryText({ section, name, value }: PolicyEntry): string {
  return name === undefined ? `${section}: ${value}` : `${section}: { ${flowKey(name)}: ${value} }`
}

/** An entry for an image. Undefined where none can name the image. */
export function imageEntry(image: string | undefined, facts: string): PolicyEntry | undefined {
  const reference = parseReference(image ?? '')
  return reference && { section: 'images', name: reference.repository, value: `{ ${facts} }` }
}

/** A plain scalar where YAML reads one as it stands; a name with a port has a colon in it. */
export function flowKey(name: string): string {
  return /^[A-Za-z][\w./-]*$/.test(name) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(name)
    ? name
    : quotedText(name)
}
