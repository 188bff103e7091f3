import { skipped } from '../table.ts'
import { Api } from './api.ts'

/** The cluster that `npm run test:cluster` started, or was given. Nobody's own kubeconfig is ever read. */
const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG

/** The API server for a test file, or undefined after saying that the tests named `test` are skipped. */
export function apiFor(test: string): Api | undefined {
  if (kubeconfig !== undefined) return new Api(kubeconfig)
  skipped(test, 'no cluster (npm run test:cluster starts one)')
  return undefined
}

/** The kit's folder of a cluster with a node on this machine, or undefined after saying that the tests are skipped. */
export function nodeFor(test: string): string | undefined {
  const node = process.env.SEAWORTHY_TEST_NODE
  if (kubeconfig !== undefined && node === undefined) skipped(test, 'the cluster has no node of the kit')
  return node
}
