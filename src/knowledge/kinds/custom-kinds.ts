import type { FieldPath } from '../../manifest/path.ts'
import type { KnownKind, WorkloadKind } from './workload-kind.ts'

/** Kinds of custom resources that hold pod templates, each with the API type that has the field. */
export const customKinds: readonly KnownKind[] = [
  ...from(
    'argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1: RolloutSpec.Template (absent with workloadRef)',
    ...rows('argoproj.io', ['Rollout'], ['spec', 'template']),
  ),
  ...from(
    'openkruise/kruise-api apps/v1alpha1 and v1beta1',
    ...rows('apps.kruise.io', ['CloneSet', 'StatefulSet', 'DaemonSet', 'BroadcastJob'], ['spec', 'template']),
    ...rows('apps.kruise.io', ['AdvancedCronJob'], ['spec', 'template', 'jobTemplate', 'spec', 'template']),
    ...rows('apps.kruise.io', ['AdvancedCronJob'], ['spec', 'template', 'broadcastJobTemplate', 'spec', 'template']),
  ),
  ...from(
    'kubernetes-sigs/jobset api/jobset/v1alpha2: ReplicatedJob.Template is a JobTemplateSpec',
    ...rows('jobset.x-k8s.io', ['JobSet'], ['spec', 'replicatedJobs', '*', 'template', 'spec', 'template']),
  ),
  ...from(
    "kubernetes-sigs/lws api/leaderworkerset/v1: LeaderWorkerTemplate; the leader's template is optional",
    ...rows('leaderworkerset.x-k8s.io', ['LeaderWorkerSet'], ['spec', 'leaderWorkerTemplate', 'leaderTemplate']),
    ...rows('leaderworkerset.x-k8s.io', ['LeaderWorkerSet'], ['spec', 'leaderWorkerTemplate', 'workerTemplate']),
  ),
  ...from(
    'kubernetes-sigs/agent-sandbox api and extensions/api: SandboxSpec.PodTemplate, SandboxTemplateSpec.PodTemplate',
    ...rows('agents.x-k8s.io', ['Sandbox'], ['spec', 'podTemplate']),
    ...rows('extensions.agents.x-k8s.io', ['SandboxTemplate'], ['spec', 'podTemplate']),
  ),
  ...from(
    'knative/serving pkg/apis/serving/v1: RevisionTemplateSpec; RevisionSpec inlines a PodSpec',
    ...knative('Service', ['spec', 'template']),
    ...knative('Configuration', ['spec', 'template']),
    ...knative('Revision', []),
  ),
  ...from(
    'kedacore/keda apis/keda/v1alpha1: ScaledJobSpec.JobTargetRef is a JobSpec',
    ...rows('keda.sh', ['ScaledJob'], ['spec', 'jobTargetRef', 'template']),
  ),
  ...from(
    'volcano-sh/apis batch/v1alpha1: TaskSpec.Template',
    ...rows('batch.volcano.sh', ['Job'], ['spec', 'tasks', '*', 'template']),
  ),
  ...from(
    'kubeflow/training-operator pkg/apis/kubeflow.org/v1: a map from replica type to ReplicaSpec',
    ...rows('kubeflow.org', ['PyTorchJob'], ['spec', 'pytorchReplicaSpecs', '*', 'template']),
    ...rows('kubeflow.org', ['TFJob'], ['spec', 'tfReplicaSpecs', '*', 'template']),
    ...rows('kubeflow.org', ['MPIJob'], ['spec', 'mpiReplicaSpecs', '*', 'template']),
    ...rows('kubeflow.org', ['XGBoostJob'], ['spec', 'xgbReplicaSpecs', '*', 'template']),
    ...rows('kubeflow.org', ['PaddleJob'], ['spec', 'paddleReplicaSpecs', '*', 'template']),
    ...rows('kubeflow.org', ['JAXJob'], ['spec', 'jaxReplicaSpecs', '*', 'template']),
  ),
  ...from(
    'kubeflow/kubeflow components/notebook-controller/api/v1: NotebookTemplateSpec',
    ...rows('kubeflow.org', ['Notebook'], ['spec', 'template']),
  ),
  ...from(
    'ray-project/kuberay ray-operator/apis/ray/v1: RayClusterSpec, also inside a RayJob and a RayService',
    ...ray('RayCluster', ['spec']),
    ...ray('RayJob', ['spec', 'rayClusterSpec']),
    ...ray('RayService', ['spec', 'rayClusterConfig']),
  ),
  ...from(
    'googleforgames/agones pkg/apis/agones/v1: GameServerSpec.Template; a Fleet and its set hold a GameServerTemplateSpec',
    ...rows('agones.dev', ['GameServer'], ['spec', 'template']),
    ...rows('agones.dev', ['Fleet', 'GameServerSet'], ['spec', 'template', 'spec', 'template']),
  ),
]

function from(source: string, ...kinds: readonly WorkloadKind[]): readonly KnownKind[] {
  return kinds.map(kind => ({ ...kind, source }))
}

function rows(group: string, kinds: readonly string[], path: FieldPath): WorkloadKind[] {
  return kinds.map(kind => ({ group, kind, path }))
}

function ray(kind: string, cluster: FieldPath): WorkloadKind[] {
  return [
    ...rows('ray.io', [kind], [...cluster, 'headGroupSpec', 'template']),
    ...rows('ray.io', [kind], [...cluster, 'workerGroupSpecs', '*', 'template']),
  ]
}

/** Serving's webhook refuses fields outside its mask (`PodSpecMask`, pkg/apis/serving/fieldmask.go). */
function knative(kind: string, path: FieldPath): WorkloadKind[] {
  const containersOnly = 'Knative refuses a pod security context unless kubernetes.podspec-securitycontext is enabled'
  return rows('serving.knative.dev', [kind], path).map(row => ({ ...row, containersOnly }))
}
