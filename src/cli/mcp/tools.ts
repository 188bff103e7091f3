import { storageProfiles } from '../../knowledge/storage/profile-names.ts'
import { levels } from '../../workload/settings/level.ts'
import { exitCode } from '../exit-code.ts'
import type { Parameter, Tool } from './tool.ts'

const manifests = {
  files: {
    kind: 'texts',
    description:
      'Files and folders with manifests, relative to the folder of the server. A folder with Chart.yaml is rendered with helm, one with kustomization.yaml with kustomize.',
  },
  manifests: {
    kind: 'text',
    description: 'The manifests themselves, as one YAML stream; instead of files.',
  },
} as const satisfies Record<string, Parameter>

const level = {
  level: {
    kind: 'text',
    choices: levels,
    option: 'level',
    description: 'The Pod Security level that every namespace enforces; default: as the policy says, else restricted.',
  },
  namespace: {
    kind: 'text',
    option: 'namespace',
    description: 'The namespace of objects that name none.',
  },
  kubeVersion: {
    kind: 'text',
    option: 'kube-version',
    description: 'The Kubernetes version of the cluster, as in v1.36.',
  },
} as const satisfies Record<string, Parameter>

const chart = {
  valuesFiles: { kind: 'texts', option: 'values', description: 'Values files for a chart, as for `helm template -f`.' },
  set: { kind: 'texts', option: 'set', description: 'Values for a chart, each as for `helm template --set`: a.b=c.' },
} as const satisfies Record<string, Parameter>

function format(...choices: readonly string[]): Parameter {
  return { kind: 'text', choices, option: 'format', description: 'How the answer is written; default: text.' }
}

const workloads = {
  kind: 'texts',
  description: 'Only these workloads, each as KIND/NAME: deployment/web.',
} as const satisfies Parameter

/** Every tool, by its name. What they print is what the commands print. */
export const tools: Readonly<Record<string, Tool>> = {
  check: {
    title: 'Check manifests',
    description:
      "Check Kubernetes manifests, a Helm chart or a kustomization before a cluster sees them: Pod Security violations in the API server's words, volumes that a container cannot write, conflicts between workloads, and unknown, misplaced or invalid fields. Each finding names file, line and field.",
    command: 'check',
    parameters: {
      ...manifests,
      ...level,
      ...chart,
      strict: { kind: 'switch', option: 'strict', description: 'Treat warnings as failures.' },
      format: format('text', 'json'),
    },
    required: [],
    failure: exitCode.input,
  },
  explain: {
    title: 'Explain who can write what',
    description:
      'For every workload: which user each container runs as, who owns each volume before and after the kubelet sets it up, whether the container can read and write it, why, and the fix that the level admits.',
    command: 'explain',
    parameters: {
      ...manifests,
      workloads,
      matrix: {
        kind: 'switch',
        option: 'matrix',
        description: 'One row for each workload: what it writes, how, the risk, and the fix.',
      },
      assume: {
        kind: 'text',
        option: 'assume',
        choices: storageProfiles,
        description: 'The storage behind claims that neither the policy nor a StorageClass describes.',
      },
      ...level,
      ...chart,
      format: format('text', 'json', 'markdown'),
    },
    required: [],
    failure: exitCode.input,
  },
  explain_error: {
    title: 'Explain an error message',
    description:
      'Explain error messages of a pod, such as "Permission denied" or "container has runAsNonRoot and image will run as root": which container, step or mount each is about, the cause, and the fix.',
    command: 'explain',
    parameters: {
      error: {
        kind: 'text',
        description:
          'The message, a whole log, or the output of kubectl describe pod or kubectl get events. Its manifests are given by files or manifests.',
      },
      ...manifests,
      workloads,
      ...level,
      ...chart,
      format: format('text', 'json', 'markdown'),
    },
    required: ['error'],
    failure: exitCode.input,
  },
  fix: {
    title: 'Show the fix as a diff',
    description:
      'Harden manifests for their Pod Security level and make their volumes writable. The answer is a unified diff, and then what no change can repair; no file is written. Comments, order and quoting stay.',
    command: 'fix',
    parameters: {
      ...manifests,
      ...level,
      enforce: {
        kind: 'switch',
        option: 'enforce',
        description: 'Replace what the author wrote where it breaks the level.',
      },
    },
    required: [],
    failure: exitCode.input,
  },
  render: {
    title: 'Render an agent or a worker Job',
    description:
      'Write the manifests of a master agent, or of a Job for a task, from values, hardened for their level. `seaworthy schema values` describes the values; an error lists all that are wrong.',
    command: 'render',
    parameters: {
      template: { kind: 'text', description: 'agent, worker-job, or the name of a template in templates.' },
      values: { kind: 'map', description: 'The values: name, namespace, level, identity, volumes, agent, worker …' },
      valuesFiles: { kind: 'texts', option: 'values', description: 'Values files; values given beside them win.' },
      set: { kind: 'texts', option: 'set', description: "Single values in Helm's syntax: worker.image.tag=1.4." },
      templates: { kind: 'text', option: 'templates', description: 'A folder with templates of your own.' },
      ...level,
    },
    required: ['template'],
    // What breaks its level is not printed: there is no answer.
    failure: exitCode.found,
  },
}
