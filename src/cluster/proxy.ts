type Env = Readonly<Record<string, string | undefined>>

/** The proxy that the environment names for a server, as Go's `http.ProxyFromEnvironment` reads it; kubectl does, too. */
export function proxyFor({ protocol, hostname, port }: URL, env: Env): string | undefined {
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const proxy = env[name] || env[name.toLowerCase()]
  if (!proxy || isLoopback(hostname)) return undefined
  const exempt = (env.NO_PROXY || env.no_proxy || '').split(',').map(entry => entry.trim().toLowerCase())
  if (exempt.some(entry => isExempt(entry, hostname.toLowerCase(), port || (protocol === 'https:' ? '443' : '80'))))
    return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

/** `*`, `example.com` and `.example.com` with all below it, `10.0.0.0/8`, each also with a port. */
function isExempt(entry: string, host: string, port: string): boolean {
  if (entry === '') return false
  if (entry === '*') return true
  const [, name = entry, only] = /^(.*):(\d+)$/.exec(entry) ?? []
  if (only !== undefined && only !== port) return false
  if (name.includes('/')) return isInNetwork(host, name)
  const domain = name.replace(/^\*?\./, '')
  return host.endsWith(`.${domain}`) || (host === domain && domain === name)
}

function isInNetwork(host: string, network: string): boolean {
  const [base = '', bits = ''] = network.split('/')
  const [address, start] = [numberOf(host), numberOf(base)]
  if (address === undefined || start === undefined) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(address / size) === Math.floor(start / size)
}

/** An IPv4 address as its number. */
function numberOf(address: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return undefined
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0)
}
