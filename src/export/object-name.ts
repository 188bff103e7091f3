import type { ChangedObject } from './changed-object.ts'

/** A label holds 63 characters, and Kyverno labels what it makes with the name of the policy. */
const longest = 63

/** The name of a policy of one object: who reads a refusal sees what it is about. */
export function policyName({ ref, namespace }: Pick<ChangedObject, 'ref' | 'namespace'>): string {
  const words = ['seaworthy', namespace ?? '', ref.kind.toLowerCase(), ref.name].filter(word => word !== '')
  const name = words.join('-')
  if (name.length <= longest) return name
  const end = checksum(name)
  return `${name.slice(0, longest - end.length - 1).replace(/[.-]+$/, '')}-${end}`
}

/** FNV-1a of 32 bits: names that begin alike must not be one. */
function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
