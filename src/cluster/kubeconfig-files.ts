import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { ClusterError } from '../error.ts'
import type { KubeconfigFile } from './kubeconfig.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The files that `KUBECONFIG` names, those that are missing left out as kubectl does, or the one at home. Empty where there is
 * none, which a pod that has a service account need not have.
 */
export function kubeconfigFiles(env: Env): readonly KubeconfigFile[] {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter(path => path !== '')
  const found = named.filter(path => existsSync(path))
  if (named.length > 0 && found.length === 0)
    throw new ClusterError('kubeconfig', `${named.join(delimiter)}: no such file; KUBECONFIG names it`)
  return (named.length > 0 ? found : atHome(env)).map(fileAt)
}

function atHome({ HOME, USERPROFILE }: Env): readonly string[] {
  const home = HOME || USERPROFILE
  const path = home === undefined ? undefined : join(home, '.kube/config')
  return path !== undefined && existsSync(path) ? [path] : []
}

function fileAt(path: string): KubeconfigFile {
  try {
    return { path, text: readFileSync(path, 'utf8'), absolute: named => resolve(dirname(path), named) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new ClusterError('kubeconfig', `${path}: cannot be read (${code})`)
  }
}

/** What a pod finds of its own service account (`rest.InClusterConfig` of client-go). */
export function isInCluster({ KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT }: Env): boolean {
  return Boolean(KUBERNETES_SERVICE_HOST && KUBERNETES_SERVICE_PORT) && existsSync(`${serviceAccount}/token`)
}

/** The namespace of a pod that runs in a cluster. */
export function ownNamespace(): string | undefined {
  const file = `${serviceAccount}/namespace`
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'
