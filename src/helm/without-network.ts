/**
 * A kustomization may name bases elsewhere, and nothing that judges opens a connection: git may only read files, and HTTP is
 * sent to a port on which nothing listens (`discard`).
 */
export const withoutNetwork: Readonly<Record<string, string | undefined>> = {
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_TERMINAL_PROMPT: '0',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  NO_PROXY: undefined,
  no_proxy: undefined,
}

/** Whether a program ended because a connection was wanted, in the words of git and of Go. */
export function wantedNetwork(stderr: string): boolean {
  return /transport '\w+' not allowed|127\.0\.0\.1:9\b/.test(stderr)
}
