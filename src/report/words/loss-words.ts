import type { Loss } from '../../workload/reason/harden-reason.ts'

/** What a workload loses by a replacement, in one clause. */
export function lossWords(loss: Loss): string {
  switch (loss.code) {
    case 'gained-privileges':
      return 'setuid programs and file capabilities gain nothing any more'
    case 'capabilities':
      return `the capabilities ${loss.capabilities.join(', ')}`
    case 'nothing':
      return nothingWords[loss.as]
    case 'proc-paths':
      return 'the parts of /proc that the runtime masks'
    case 'root-power':
      return "root's power over files that are not the image user's"
    case 'host-port':
      return `port ${loss.port} of the node; expose it by a Service`
    case 'probe-host':
      return `the kubelet asks the pod's own address instead of ${loss.host}${hostAdvice(loss)}`
    case 'app-armor':
      return "accesses that the runtime's default AppArmor profile denies"
    case 'system-calls':
      return "system calls that the runtime's default profile blocks"
    case 'se-linux':
      return `what SELinux lets this ${loss.field} do beyond a container's`
    case 'sysctls':
      return `the kernel settings ${loss.names.join(', ')}`
  }
}

const nothingWords: Readonly<Record<Extract<Loss, { readonly code: 'nothing' }>['as'], string>> = {
  'read-as-all': 'nothing: runtimes read it as ALL',
  'not-held': 'nothing that a non-root process has',
  'not-root': 'nothing: it does not run as root',
}

/** What the address was for: itself, or for HTTP the Host header too (pkg/probe/http/request.go v1.36.2). */
function hostAdvice({ host, action }: Extract<Loss, { readonly code: 'probe-host' }>): string {
  if (host === 'localhost' || host.startsWith('127.') || host === '::1')
    return ', where a server that listens on loopback alone does not answer'
  return action === 'httpGet' ? '; a virtual host goes into httpHeaders' : ''
}
