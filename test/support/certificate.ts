import { join } from 'node:path'
import { ended } from './process.ts'

/** Write a key into a folder, and a certificate of it, signed by itself: where both are. `further` are arguments of openssl. */
export async function certificateIn(folder: string, name: string, further: readonly string[] = []) {
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')]
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, ...further]
  const { status, stderr } = await ended({ command: 'openssl', args: [...args, '-keyout', key, '-out', certificate] })
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  return { key, certificate }
}
