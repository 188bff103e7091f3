import type { OtherFileName } from '../../knowledge/kinds/other-files.ts'
import type { Sentence } from './message.ts'

interface OtherFileWords {
  readonly is: string
  readonly advice: string
}

const deployed = 'name the manifests that it deploys'

const words: Readonly<Record<OtherFileName, OtherFileWords>> = {
  'seaworthy-policy': {
    is: 'a policy of Seaworthy',
    advice: 'it is read beside manifests, or with --policy; name the manifests',
  },
  'seaworthy-lock': {
    is: 'a lock of Seaworthy',
    advice: 'it is read beside manifests, or with --lock; name the manifests',
  },
  'seaworthy-fleet': { is: 'a fleet of Seaworthy', advice: 'seaworthy fleet reads it' },
  'seaworthy-output': { is: 'what Seaworthy wrote', advice: 'name the manifests that it is about' },
  kustomization: { is: 'a kustomization', advice: 'to check what it makes, name its folder' },
  kubeconfig: {
    is: 'a kubeconfig',
    advice: 'name manifests; seaworthy preflight asks the cluster that KUBECONFIG names',
  },
  'cluster-config': {
    is: 'the configuration of a cluster',
    advice: 'the program that sets the cluster up reads it; name manifests',
  },
  skaffold: { is: 'a configuration of Skaffold', advice: 'to check what it makes: skaffold render | seaworthy check' },
  ci: { is: 'a configuration of CI', advice: deployed },
  'helm-chart': { is: 'the description of a Helm chart', advice: 'to check the chart, name its folder' },
  'helm-values': {
    is: 'values of a Helm chart',
    advice: "to check the chart with them, name the chart's folder, and them with -f",
  },
  helmfile: {
    is: 'a helmfile',
    advice: 'to check what it makes: helmfile template | seaworthy check; or seaworthy fleet',
  },
  compose: { is: 'a Compose file', advice: 'Kubernetes does not read it; name the manifests that are made from it' },
  'github-workflow': { is: 'a workflow or action of GitHub', advice: deployed },
  openapi: { is: 'the description of an API', advice: 'name manifests' },
  'json-schema': { is: 'a JSON Schema', advice: 'name manifests' },
  'npm-package': { is: 'a package of npm', advice: 'name manifests' },
  empty: { is: 'empty', advice: 'did the command that wrote it fail?' },
}

/** What a file is that holds no object, and what to name instead. */
export function otherFileWords(name: OtherFileName | undefined): Sentence {
  if (name === undefined)
    return {
      message: 'holds no Kubernetes object: nothing in it has a kind',
      advice: 'name manifests, which have apiVersion and kind',
    }
  const { is, advice } = words[name]
  return { message: `holds no Kubernetes object: it is ${is}`, advice }
}
