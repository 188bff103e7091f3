import { isIP } from 'node:net'

/** Where a registry of references is asked: Docker Hub answers under another name (distribution/reference). */
export function endpointHost(registry: string): string {
  return registry === 'docker.io' ? 'registry-1.docker.io' : registry
}

/** The name or address of `host:port`, without brackets. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}

/** Whether a literal host is this very machine. */
export function isLoopback(host: string): boolean {
  const name = hostName(host)
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name)
}

/**
 * Addresses that a reference of a stranger must not lead to: loopback, private, link-local with the clouds' metadata,
 * carrier-grade NAT, and what stands for "here" (RFC 6890).
 */
export function isPrivateAddress(address: string): boolean {
  const mapped = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (isIP(mapped) === 4) return privateIpv4.some(range => range.test(mapped))
  return privateIpv6.some(range => range.test(mapped))
}

const privateIpv4 = [
  /^0\./,
  /^10\./,
  /^127\./,
  /^169\.254\./,
  /^192\.168\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
]
const privateIpv6 = [/^::1?$/, /^f[cd][0-9a-f]{2}:/, /^fe[89ab][0-9a-f]:/, /^::ffff:/]
