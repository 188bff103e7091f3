import { X509Certificate } from 'node:crypto'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { Io } from '../process/io.ts'

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** The certificates of a file that `--ca` names. TLS takes a file without one for a list of no authorities, and says nothing. */
export async function authoritiesIn(file: string, io: Io): Promise<string> {
  const text = new TextDecoder('latin1').decode(await io.readFile(file))
  const found = text.match(certificate) ?? []
  if (found.length === 0) throw unusable(file, `found ${heldBy(text)}, expected certificates in PEM`)
  for (const [index, pem] of found.entries())
    if (!isReadable(pem)) throw unusable(file, `certificate ${index + 1} of ${found.length} cannot be read`)
  return found.join('\n')
}

/** What people pass in place of a certificate, by how it begins (RFC 7468; DER begins with a sequence). */
const others: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/, 'a certificate request'],
  [/^0[\x80-\x84]/, 'DER (openssl x509 -inform der turns it into PEM)'],
  [/^\s*$/, 'an empty file'],
]

function heldBy(text: string): string {
  return others.find(([pattern]) => pattern.test(text))?.[1] ?? 'none'
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

function unusable(file: string, why: string): InputError {
  return new InputError('UNREADABLE', `--ca ${visible(file)}: ${why}`)
}
