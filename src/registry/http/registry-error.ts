import { ImageError } from '../limits.ts'
import { type HttpAnswer, ProxyError } from './network.ts'
import { passesByItself } from './retry.ts'

/** Why a registry did not give what was asked for: a sentence that says what to do. */
export class RegistryError extends ImageError {
  readonly host: string
  /** HTTP status; absent where no answer came. */
  readonly status: number | undefined
  constructor(message: string, host: string, status?: number) {
    super(message)
    this.host = host
    this.status = status
  }
}

/** What to say of an answer that is not a success. `what` is `team/app:v1`. */
export function registryRefusal(host: string, what: string, { status }: Pick<HttpAnswer, 'status'>): RegistryError {
  const said = sentences[status] ?? (passesByItself(status) ? unavailable : status >= 500 ? failing : unexpected)
  return new RegistryError(said(host, what, status), host, status)
}

type Sentence = (host: string, what: string, status: number) => string

const denied: Sentence = (host, what, status) =>
  `${host} refuses access to ${what} (${status}); log in with docker login ${host}, or name a file with --registry-config`

const unavailable: Sentence = (host, what, status) =>
  `${host} failed three times for ${what} (${status}); try again later`

const failing: Sentence = (host, what, status) => `${host} failed for ${what} (${status}); try again later`

const unexpected: Sentence = (host, what, status) => `${host} answered ${status} for ${what}; is it a registry?`

const sentences: Readonly<Record<number, Sentence>> = {
  401: denied,
  403: denied,
  404: (host, what) => `${host} has no ${what} (404); correct the reference, or log in if it is private`,
  429: host => `${host} takes no more requests for now (429); log in, or try again later`,
}

/** What to say where no answer came. */
export function unreachable(host: string, error: unknown): RegistryError {
  if (error instanceof ProxyError) return behindProxy(host, error)
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)
  const known = failures.find(({ codes }) => codes.test(code))
  return new RegistryError(
    known?.say(host, code) ?? `${host} cannot be reached (${code}); check the name and the network`,
    host,
  )
}

function behindProxy(host: string, { proxy, why }: ProxyError): RegistryError {
  const advice = `check HTTPS_PROXY, or add ${host} to NO_PROXY`
  return new RegistryError(`${host} cannot be reached through the proxy ${proxy} (${why}); ${advice}`, host)
}

/** A body whose connection breaks is a sentence, too. */
export async function* readable(body: AsyncIterable<Uint8Array>, host: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw unreachable(host, error)
  }
}

const failures: readonly { readonly codes: RegExp; readonly say: (host: string, code: string) => string }[] = [
  {
    codes: /CERT|SELF_SIGNED|SIGNATURE|ALTNAME/,
    say: (host, code) => `the certificate of ${host} is not trusted (${code}); name its authority with --ca FILE`,
  },
  {
    codes: /SSL|TLS|EPROTO/,
    say: (host, code) =>
      `${host} does not speak TLS (${code}); if it is meant to, name it with --insecure-registry ${host}`,
  },
  {
    codes: /ENOTFOUND|EAI_AGAIN/,
    say: (host, code) => `the name ${host} does not resolve (${code}); correct the reference`,
  },
  {
    codes: /ECONNRESET|EPIPE|ABORTED|PREMATURE_CLOSE/,
    say: (host, code) => `${host} broke off in the middle of an answer (${code}); try again later`,
  },
  { codes: /^HPE_/, say: (host, code) => `${host} does not speak HTTP as registries do (${code}); is it a registry?` },
  {
    codes: /ETOOSLOW/,
    say: host => `${host} sends less than a kilobyte a second; try again later`,
  },
  { codes: /TIMEOUT|ETIMEDOUT/, say: host => `${host} did not answer for 30 seconds; try again later` },
  {
    codes: /EMETADATA/,
    say: host =>
      `${host} leads to an address where clouds serve credentials, so it was not asked; correct the reference or the registry, or read the image from a folder with --from-oci-layout`,
  },
  {
    codes: /EPRIVATE/,
    say: host => `${host} is an address of a private network, which a public registry must not lead to; refused`,
  },
]
