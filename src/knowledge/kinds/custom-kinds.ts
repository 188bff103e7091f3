import type { FieldPath } from '../../manifest/path.ts'
import type { KnownKind, WorkloadKind } from './workload-kind.ts'

const trainingJobs = ['spec', 'template', 'spec', 'replicatedJobs', '*', 'template', 'spec', 'template']
const inferenceKinds = ['LLMInferenceService', 'LLMInferenceServiceConfig']
const deployments = ['spec', 'install', 'spec', 'deployments']

/** Kinds of custom resources that hold pods, each with the API type that has the field. */
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
  ...from(
    'actions/actions-runner-controller apis/actions.github.com/v1alpha1: AutoscalingRunnerSetSpec.Template and ListenerTemplate',
    ...rows('actions.github.com', ['AutoscalingRunnerSet'], ['spec', 'template']),
    ...rows('actions.github.com', ['AutoscalingRunnerSet'], ['spec', 'listenerTemplate']),
  ),
  ...from(
    'apache/flink-kubernetes-operator docs/content/docs/operations/pod-template.md: FlinkDeploymentSpec, JobManagerSpec, TaskManagerSpec',
    ...rows('flink.apache.org', ['FlinkDeployment'], ['spec', 'podTemplate']),
    ...rows('flink.apache.org', ['FlinkDeployment'], ['spec', 'jobManager', 'podTemplate']),
    ...rows('flink.apache.org', ['FlinkDeployment'], ['spec', 'taskManager', 'podTemplate']),
  ),
  ...from(
    'elastic/cloud-on-k8s pkg/apis: the PodTemplate of each spec; it is merged into the pod that the operator makes',
    ...rows('elasticsearch.k8s.elastic.co', ['Elasticsearch'], ['spec', 'nodeSets', '*', 'podTemplate']),
    ...rows('kibana.k8s.elastic.co', ['Kibana'], ['spec', 'podTemplate']),
    ...rows('logstash.k8s.elastic.co', ['Logstash'], ['spec', 'podTemplate']),
    ...rows('apm.k8s.elastic.co', ['ApmServer'], ['spec', 'podTemplate']),
    ...rows('enterprisesearch.k8s.elastic.co', ['EnterpriseSearch'], ['spec', 'podTemplate']),
    ...rows('maps.k8s.elastic.co', ['ElasticMapsServer'], ['spec', 'podTemplate']),
    ...rows('beat.k8s.elastic.co', ['Beat'], ['spec', 'deployment', 'podTemplate']),
    ...rows('beat.k8s.elastic.co', ['Beat'], ['spec', 'daemonSet', 'podTemplate']),
    ...rows('agent.k8s.elastic.co', ['Agent'], ['spec', 'deployment', 'podTemplate']),
    ...rows('agent.k8s.elastic.co', ['Agent'], ['spec', 'daemonSet', 'podTemplate']),
    ...rows('agent.k8s.elastic.co', ['Agent'], ['spec', 'statefulSet', 'podTemplate']),
  ),
  ...from(
    'kubeflow/trainer pkg/apis/trainer/v1alpha1: TrainingRuntimeSpec.Template is a JobSetTemplateSpec',
    ...rows('trainer.kubeflow.org', ['TrainingRuntime', 'ClusterTrainingRuntime'], trainingJobs),
  ),
  ...from(
    'kubeflow/spark-operator api/v1alpha1: SparkPodSpec.Template of server and executor',
    ...rows('sparkoperator.k8s.io', ['SparkConnect'], ['spec', 'server', 'template']),
    ...rows('sparkoperator.k8s.io', ['SparkConnect'], ['spec', 'executor', 'template']),
  ),
  ...from(
    'kubeflow/spark-operator api/v1beta2: SparkPodSpec.Template of driver and executor',
    ...rows('sparkoperator.k8s.io', ['SparkApplication'], ['spec', 'driver', 'template']),
    ...rows('sparkoperator.k8s.io', ['SparkApplication'], ['spec', 'executor', 'template']),
    ...rows('sparkoperator.k8s.io', ['ScheduledSparkApplication'], ['spec', 'template', 'driver', 'template']),
    ...rows('sparkoperator.k8s.io', ['ScheduledSparkApplication'], ['spec', 'template', 'executor', 'template']),
  ),
  ...from(
    'kserve/kserve pkg/apis/serving/v1beta1: PredictorSpec, TransformerSpec and ExplainerSpec inline a PodSpec',
    ...inline('serving.kserve.io', ['InferenceService'], ['spec', 'predictor']),
    ...inline('serving.kserve.io', ['InferenceService'], ['spec', 'transformer']),
    ...inline('serving.kserve.io', ['InferenceService'], ['spec', 'explainer']),
  ),
  ...from(
    'kserve/kserve pkg/apis/serving/v1alpha1: ServingRuntimePodSpec is a part of a PodSpec',
    ...inline('serving.kserve.io', ['ServingRuntime', 'ClusterServingRuntime'], ['spec']),
  ),
  ...from(
    'kserve/kserve pkg/apis/serving/v1alpha1: WorkloadSpec.Template and Worker are PodSpecs',
    ...inline('serving.kserve.io', inferenceKinds, ['spec', 'template']),
    ...inline('serving.kserve.io', inferenceKinds, ['spec', 'worker']),
    ...inline('serving.kserve.io', inferenceKinds, ['spec', 'prefill', 'template']),
    ...inline('serving.kserve.io', inferenceKinds, ['spec', 'prefill', 'worker']),
  ),
  ...from(
    'cloudnative-pg/cloudnative-pg api/v1/pooler_types.go: PoolerSpec.Template, merged into the pod that the operator makes',
    ...rows('postgresql.cnpg.io', ['Pooler'], ['spec', 'template']),
  ),
  ...from(
    'grafana/grafana-operator api/v1beta1: DeploymentV1PodTemplateSpec, merged into the Deployment that the operator makes',
    ...rows('grafana.integreatly.org', ['Grafana'], ['spec', 'deployment', 'spec', 'template']),
  ),
  ...from(
    'openshift/api apps/v1: DeploymentConfigSpec.Template',
    ...rows('apps.openshift.io', ['DeploymentConfig'], ['spec', 'template']),
  ),
  ...from(
    'operator-framework/api pkg/operators/v1alpha1: StrategyDeploymentSpec.Spec is a DeploymentSpec',
    ...rows('operators.coreos.com', ['ClusterServiceVersion'], [...deployments, '*', 'spec', 'template']),
  ),
]

function from(source: string, ...kinds: readonly WorkloadKind[]): readonly KnownKind[] {
  return kinds.map(kind => ({ ...kind, source }))
}

function rows(group: string, kinds: readonly string[], path: FieldPath): WorkloadKind[] {
  return kinds.map(kind => ({ group, kind, path }))
}

/** Where a PodSpec stands that has no metadata beside it. */
function inline(group: string, kinds: readonly string[], path: FieldPath): WorkloadKind[] {
  return rows(group, kinds, path).map(row => ({ ...row, holds: 'podSpec' }))
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
