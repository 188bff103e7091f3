import { BlockList, isIP } from 'node:net'

/** Whether a text is a host that can be asked, with a port or without. References may name `1.2.3.4.5` and port 99999. */
export function isHost(text: string): boolean {
  return /^(?:[a-z\d](?:[\w.-]*[a-z\d])?|\[[\da-f:.]+\])(?::\d+)?$/i.test(text) && URL.canParse(`https://${text}/`)
}

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
 * carrier-grade NAT, multicast, and what stands for "here" (IANA's special-purpose address registries, RFC 6890).
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
  /^192\.0\.0\./,
  /^198\.1[89]\./,
  /^(?:22[4-9]|2[34]\d|25[0-5])\./,
]
/** `::/8` holds the mapped and compatible addresses of IPv4; NAT64 (RFC 6052) and 6to4 (RFC 3056) hold others. */
const privateIpv6 = [/^::/, /^0*:0*:/, /^f[cdf][0-9a-f]{2}:/, /^fe[89a-f][0-9a-f]:/, /^64:ff9b:/, /^2002:/]

/**
 * Where no registry lies and credentials do: link-local addresses (RFC 3927, RFC 4291), at which clouds tell a machine who
 * it is, and the places of those that chose another address. Nobody may be led there, by whatever name.
 */
export function isMetadataAddress(address: string): boolean {
  const [plain = ''] = address.split('%')
  return isIP(plain) !== 0 && metadata.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6')
}

const metadata = new BlockList()
metadata.addSubnet('169.254.0.0', 16)
metadata.addAddress('100.100.100.200') // Alibaba Cloud, ECS: instance metadata
metadata.addAddress('168.63.129.16') // Azure: what is IP address 168.63.129.16, the host of a virtual machine
metadata.addAddress('192.0.0.192') // Oracle Cloud at Customer: retrieve predefined instance metadata
metadata.addSubnet('fe80::', 10, 'ipv6')
metadata.addAddress('fd00:ec2::254', 'ipv6') // AWS, EC2: retrieve instance metadata
metadata.addAddress('fd20:ce::254', 'ipv6') // Google Cloud, Compute Engine: about VM metadata
// IPv4 within IPv6; mapped addresses are looked at by `check` itself. RFC 4291 (compatible), RFC 6052, RFC 3056.
metadata.addSubnet('::a9fe:0', 112, 'ipv6')
metadata.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
metadata.addSubnet('2002:a9fe::', 32, 'ipv6')
