import * as assert from 'uvu/assert'
import { builtinWorkloadKinds } from '../../src/knowledge/kinds/builtin-kinds.ts'
import { customKinds } from '../../src/knowledge/kinds/custom-kinds.ts'
import type { WorkloadKind } from '../../src/knowledge/kinds/workload-kind.ts'
import { formatPath } from '../../src/manifest/path.ts'
import { podKinds, podsOf } from '../../src/workload/object/kinds.ts'
import { situation, table } from '../table.ts'
import { objectsIn } from './read.ts'

const pod = 'spec: {containers: [{name: a}]}'
const containers = 'containers: [{name: a}]'
const template = `template: {metadata: {labels: {a: b}}, ${pod}}`

/** Every kind with the text below its metadata, and the paths of the pod specs in it. */
const kinds: Readonly<Record<string, { readonly body: string; readonly want: readonly string[] }>> = {
  'v1 Pod': { body: pod, want: ['spec'] },
  'v1 PodTemplate': { body: template, want: ['template.spec'] },
  'v1 ReplicationController': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps/v1 ReplicaSet': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps/v1 Deployment': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps/v1beta2 Deployment': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps/v1 StatefulSet': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps/v1 DaemonSet': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'batch/v1 Job': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'batch/v1 CronJob': {
    body: `spec: {jobTemplate: {spec: {${template}}}}`,
    want: ['spec.jobTemplate.spec.template.spec'],
  },
  'argoproj.io/v1alpha1 Rollout': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps.kruise.io/v1alpha1 CloneSet': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps.kruise.io/v1beta1 StatefulSet': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps.kruise.io/v1alpha1 DaemonSet': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps.kruise.io/v1alpha1 BroadcastJob': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'apps.kruise.io/v1beta1 AdvancedCronJob': {
    body: `spec: {template: {jobTemplate: {spec: {${template}}}}}`,
    want: ['spec.template.jobTemplate.spec.template.spec'],
  },
  'apps.kruise.io/v1alpha1 AdvancedCronJob': {
    body: `spec: {template: {broadcastJobTemplate: {spec: {${template}}}}}`,
    want: ['spec.template.broadcastJobTemplate.spec.template.spec'],
  },
  'jobset.x-k8s.io/v1alpha2 JobSet': {
    body: `spec: {replicatedJobs: [{template: {spec: {${template}}}}, {template: {spec: {${template}}}}]}`,
    want: ['spec.replicatedJobs[0].template.spec.template.spec', 'spec.replicatedJobs[1].template.spec.template.spec'],
  },
  'leaderworkerset.x-k8s.io/v1 LeaderWorkerSet': {
    body: `spec: {leaderWorkerTemplate: {workerTemplate: {${pod}}, leaderTemplate: {${pod}}}}`,
    want: ['spec.leaderWorkerTemplate.leaderTemplate.spec', 'spec.leaderWorkerTemplate.workerTemplate.spec'],
  },
  'agents.x-k8s.io/v1alpha1 Sandbox': { body: `spec: {podTemplate: {${pod}}}`, want: ['spec.podTemplate.spec'] },
  'extensions.agents.x-k8s.io/v1alpha1 SandboxTemplate': {
    body: `spec: {podTemplate: {${pod}}}`,
    want: ['spec.podTemplate.spec'],
  },
  'serving.knative.dev/v1 Service': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'serving.knative.dev/v1 Configuration': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'serving.knative.dev/v1 Revision': { body: pod, want: ['spec'] },
  'keda.sh/v1alpha1 ScaledJob': {
    body: `spec: {jobTargetRef: {${template}}}`,
    want: ['spec.jobTargetRef.template.spec'],
  },
  'batch.volcano.sh/v1alpha1 Job': { body: `spec: {tasks: [{${template}}]}`, want: ['spec.tasks[0].template.spec'] },
  'kubeflow.org/v1 PyTorchJob': {
    body: `spec: {pytorchReplicaSpecs: {Master: {${template}}, Worker: {${template}}}}`,
    want: ['spec.pytorchReplicaSpecs.Master.template.spec', 'spec.pytorchReplicaSpecs.Worker.template.spec'],
  },
  'kubeflow.org/v1 TFJob': {
    body: `spec: {tfReplicaSpecs: {PS: {${template}}}}`,
    want: ['spec.tfReplicaSpecs.PS.template.spec'],
  },
  'kubeflow.org/v1 MPIJob': {
    body: `spec: {mpiReplicaSpecs: {Launcher: {${template}}}}`,
    want: ['spec.mpiReplicaSpecs.Launcher.template.spec'],
  },
  'kubeflow.org/v1 XGBoostJob': {
    body: `spec: {xgbReplicaSpecs: {Master: {${template}}}}`,
    want: ['spec.xgbReplicaSpecs.Master.template.spec'],
  },
  'kubeflow.org/v1 PaddleJob': {
    body: `spec: {paddleReplicaSpecs: {Worker: {${template}}}}`,
    want: ['spec.paddleReplicaSpecs.Worker.template.spec'],
  },
  'kubeflow.org/v1 JAXJob': {
    body: `spec: {jaxReplicaSpecs: {Worker: {${template}}}}`,
    want: ['spec.jaxReplicaSpecs.Worker.template.spec'],
  },
  'kubeflow.org/v1 Notebook': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'ray.io/v1 RayCluster': {
    body: `spec: {headGroupSpec: {${template}}, workerGroupSpecs: [{${template}}]}`,
    want: ['spec.headGroupSpec.template.spec', 'spec.workerGroupSpecs[0].template.spec'],
  },
  'ray.io/v1 RayJob': {
    body: `spec: {rayClusterSpec: {headGroupSpec: {${template}}, workerGroupSpecs: [{${template}}]}}`,
    want: ['spec.rayClusterSpec.headGroupSpec.template.spec', 'spec.rayClusterSpec.workerGroupSpecs[0].template.spec'],
  },
  'ray.io/v1 RayService': {
    body: `spec: {rayClusterConfig: {headGroupSpec: {${template}}, workerGroupSpecs: [{${template}}]}}`,
    want: [
      'spec.rayClusterConfig.headGroupSpec.template.spec',
      'spec.rayClusterConfig.workerGroupSpecs[0].template.spec',
    ],
  },
  'agones.dev/v1 Fleet': {
    body: `spec: {template: {spec: {${template}}}}`,
    want: ['spec.template.spec.template.spec'],
  },
  'agones.dev/v1 GameServerSet': {
    body: `spec: {template: {spec: {${template}}}}`,
    want: ['spec.template.spec.template.spec'],
  },
  'actions.github.com/v1alpha1 AutoscalingRunnerSet': {
    body: `spec: {${template}, listenerTemplate: {${pod}}}`,
    want: ['spec.template.spec', 'spec.listenerTemplate.spec'],
  },
  'flink.apache.org/v1beta1 FlinkDeployment': {
    body: `spec: {podTemplate: {${pod}}, jobManager: {podTemplate: {${pod}}}, taskManager: {podTemplate: {${pod}}}}`,
    want: ['spec.podTemplate.spec', 'spec.jobManager.podTemplate.spec', 'spec.taskManager.podTemplate.spec'],
  },
  'elasticsearch.k8s.elastic.co/v1 Elasticsearch': {
    body: `spec: {nodeSets: [{name: a}, {podTemplate: {${pod}}}]}`,
    want: ['spec.nodeSets[1].podTemplate.spec'],
  },
  'kibana.k8s.elastic.co/v1 Kibana': { body: `spec: {podTemplate: {${pod}}}`, want: ['spec.podTemplate.spec'] },
  'logstash.k8s.elastic.co/v1 Logstash': { body: `spec: {podTemplate: {${pod}}}`, want: ['spec.podTemplate.spec'] },
  'apm.k8s.elastic.co/v1 ApmServer': { body: `spec: {podTemplate: {${pod}}}`, want: ['spec.podTemplate.spec'] },
  'enterprisesearch.k8s.elastic.co/v1 EnterpriseSearch': {
    body: `spec: {podTemplate: {${pod}}}`,
    want: ['spec.podTemplate.spec'],
  },
  'maps.k8s.elastic.co/v1 ElasticMapsServer': {
    body: `spec: {podTemplate: {${pod}}}`,
    want: ['spec.podTemplate.spec'],
  },
  'beat.k8s.elastic.co/v1beta1 Beat': {
    body: `spec: {daemonSet: {podTemplate: {${pod}}}, deployment: {podTemplate: {${pod}}}}`,
    want: ['spec.deployment.podTemplate.spec', 'spec.daemonSet.podTemplate.spec'],
  },
  'agent.k8s.elastic.co/v1alpha1 Agent': {
    body: `spec: {daemonSet: {podTemplate: {${pod}}}, statefulSet: {podTemplate: {${pod}}}, deployment: {podTemplate: {${pod}}}}`,
    want: ['spec.deployment.podTemplate.spec', 'spec.daemonSet.podTemplate.spec', 'spec.statefulSet.podTemplate.spec'],
  },
  'trainer.kubeflow.org/v1alpha1 TrainingRuntime': {
    body: `spec: {template: {spec: {replicatedJobs: [{template: {spec: {${template}}}}]}}}`,
    want: ['spec.template.spec.replicatedJobs[0].template.spec.template.spec'],
  },
  'trainer.kubeflow.org/v1alpha1 ClusterTrainingRuntime': {
    body: `spec: {template: {spec: {replicatedJobs: [{template: {spec: {${template}}}}]}}}`,
    want: ['spec.template.spec.replicatedJobs[0].template.spec.template.spec'],
  },
  'sparkoperator.k8s.io/v1alpha1 SparkConnect': {
    body: `spec: {server: {${template}}, executor: {${template}}}`,
    want: ['spec.server.template.spec', 'spec.executor.template.spec'],
  },
  'sparkoperator.k8s.io/v1beta2 SparkApplication': {
    body: `spec: {driver: {${template}}, executor: {${template}}}`,
    want: ['spec.driver.template.spec', 'spec.executor.template.spec'],
  },
  'sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication': {
    body: `spec: {template: {driver: {${template}}, executor: {${template}}}}`,
    want: ['spec.template.driver.template.spec', 'spec.template.executor.template.spec'],
  },
  'serving.kserve.io/v1beta1 InferenceService': {
    body: `spec: {predictor: {minReplicas: 1, ${containers}}, transformer: {${containers}}, explainer: {${containers}}}`,
    want: ['spec.predictor', 'spec.transformer', 'spec.explainer'],
  },
  'serving.kserve.io/v1alpha1 ServingRuntime': { body: `spec: {${containers}}`, want: ['spec'] },
  'serving.kserve.io/v1alpha1 ClusterServingRuntime': { body: `spec: {${containers}}`, want: ['spec'] },
  'serving.kserve.io/v1alpha1 LLMInferenceService': {
    body: `spec: {template: {${containers}}, worker: {${containers}}, prefill: {template: {${containers}}, worker: {${containers}}}}`,
    want: ['spec.template', 'spec.worker', 'spec.prefill.template', 'spec.prefill.worker'],
  },
  'serving.kserve.io/v1alpha1 LLMInferenceServiceConfig': {
    body: `spec: {template: {${containers}}, worker: {${containers}}, prefill: {template: {${containers}}, worker: {${containers}}}}`,
    want: ['spec.template', 'spec.worker', 'spec.prefill.template', 'spec.prefill.worker'],
  },
  'postgresql.cnpg.io/v1 Pooler': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'grafana.integreatly.org/v1beta1 Grafana': {
    body: `spec: {deployment: {spec: {${template}}}}`,
    want: ['spec.deployment.spec.template.spec'],
  },
  'apps.openshift.io/v1 DeploymentConfig': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
  'operators.coreos.com/v1alpha1 ClusterServiceVersion': {
    body: `spec: {install: {spec: {deployments: [{spec: {${template}}}]}}}`,
    want: ['spec.install.spec.deployments[0].spec.template.spec'],
  },
  'agones.dev/v1 GameServer': { body: `spec: {${template}}`, want: ['spec.template.spec'] },
}

table('podsOf finds the pod of', kinds, ({ body, want }, name) => {
  const [apiVersion, kind = ''] = name.split(' ')
  const pods = objectsIn(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n${body}\n`).flatMap(object =>
    podsOf(object, []),
  )
  assert.equal(
    pods.map(({ path }) => formatPath(path)),
    want,
  )
  assert.ok(podKinds([]).has(kind), 'the scan looks for the kind')
})

situation('every row of the table is met by a kind above, with its path', () => {
  const stepsOf = (path: string) => (path === '' ? [] : path.replaceAll(/\[\d+\]/g, '.*').split('.'))
  const missing = [...builtinWorkloadKinds, ...customKinds].filter(({ group, kind, path, holds }) => {
    const wanted = holds === 'podSpec' ? path : [...path, 'spec']
    const isMet = (steps: readonly string[]) =>
      steps.length === wanted.length && wanted.every((step, index) => step === '*' || step === steps[index])
    return !Object.entries(kinds).some(([name, { want }]) => {
      const [apiVersion = '', named] = name.split(' ')
      const isOfGroup = (apiVersion.includes('/') ? apiVersion.split('/')[0] : '') === group
      return named === kind && isOfGroup && want.some(pod => isMet(stepsOf(pod)))
    })
  })
  assert.equal(
    missing.map(
      ({ group, kind, path }) =>
        `${kind}.${group} ${path.join('.')}: add it to \`kinds\` in test/workload/kinds.test.ts`,
    ),
    [],
  )
})

table(
  'podsOf finds no pod in',
  {
    'a kind that holds none': { text: `apiVersion: v1\nkind: Service\nspec: {${template}}` },
    'a kind of another group': { text: `apiVersion: example.com/v1\nkind: Deployment\nspec: {${template}}` },
    'a null template': { text: 'apiVersion: v1\nkind: ReplicationController\nspec: {template: null}' },
    'a template without a spec': { text: 'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {metadata: {}}}' },
    'no spec at all': { text: 'apiVersion: apps/v1\nkind: Deployment' },
    'text where a map belongs': { text: 'apiVersion: apps/v1\nkind: Deployment\nspec: template' },
    'a list where a map belongs': { text: 'apiVersion: apps/v1\nkind: Deployment\nspec: [template]' },
    'a Rollout that refers to a Deployment': {
      text: 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {workloadRef: {name: a}}',
    },
    'a predictor whose containers its runtime brings': {
      text: 'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec: {predictor: {model: {image: a}}}',
    },
    'a map where the items of a JobSet belong': {
      text: 'apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nspec: {replicatedJobs: {a: b}}',
    },
  },
  ({ text }) => assert.is(objectsIn(text).flatMap(object => podsOf(object, [])).length, 0),
)

table(
  'a pod view',
  {
    'of a Pod is judged as one and has its metadata': {
      text: `apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}\n${pod}`,
      want: { mode: 'pod', metadataPath: ['metadata'], metadata: { labels: { a: 'b' } }, containersOnly: false },
    },
    'of a controller has its template’s metadata': {
      text: `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {${template}}`,
      want: {
        mode: 'template',
        metadataPath: ['spec', 'template', 'metadata'],
        metadata: { labels: { a: 'b' } },
        containersOnly: false,
      },
    },
    'in a List begins at its item': {
      text: `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, ${pod}}]`,
      want: { mode: 'pod', metadataPath: ['items', 0, 'metadata'], metadata: {}, containersOnly: false },
    },
    'of Knative admits no field of the pod’s own': {
      text: `apiVersion: serving.knative.dev/v1\nkind: Revision\nmetadata: {}\n${pod}`,
      want: { mode: 'template', metadataPath: ['metadata'], metadata: {}, containersOnly: true },
    },
  },
  ({ text, want }) => {
    const [view] = objectsIn(text).flatMap(object => podsOf(object, []))
    const got = view && {
      mode: view.mode,
      metadataPath: view.metadataPath,
      metadata: view.metadata,
      containersOnly: view.containersOnly !== undefined,
    }
    assert.equal(got, want)
  },
)

const told = (path: WorkloadKind['path'], kind = 'Widget', group = 'x.io'): WorkloadKind => ({ group, kind, path })
table(
  'a kind that the policy names',
  {
    'is a workload': {
      text: `apiVersion: x.io/v1\nkind: Widget\nspec: {${template}}`,
      extra: [told(['spec', 'template'])],
      want: 1,
    },
    'is one in its group only': {
      text: `apiVersion: y.io/v1\nkind: Widget\nspec: {${template}}`,
      extra: [told(['spec', 'template'])],
      want: 0,
    },
    'may have several templates': {
      text: `apiVersion: x.io/v1\nkind: Widget\na: {${pod}}\nb: {${pod}}`,
      extra: [told(['a']), told(['b'])],
      want: 2,
    },
    'may hold a pod spec among fields of its own': {
      text: 'apiVersion: x.io/v1\nkind: Widget\nspec: {size: 1, containers: [{name: a}]}',
      extra: [{ ...told(['spec']), holds: 'podSpec' as const }],
      want: 1,
    },
    'is meant by its name, too': {
      text: `apiVersion: x.io/v1\nkind: Widget\nmetadata: {name: web}\nspec: {${template}}`,
      extra: [{ ...told(['spec', 'template']), name: 'w*' }],
      want: 1,
    },
    'is another one by its name': {
      text: `apiVersion: x.io/v1\nkind: Widget\nmetadata: {name: web}\nspec: {${template}}`,
      extra: [{ ...told(['spec', 'template']), name: 'x*' }],
      want: 0,
    },
    'replaces what is built in, so that a pod is not seen twice': {
      text: `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {${template}}`,
      extra: [told(['spec', 'template'], 'Rollout', 'argoproj.io')],
      want: 1,
    },
  },
  ({ text, extra, want }) => {
    assert.is(objectsIn(text).flatMap(object => podsOf(object, extra)).length, want)
    assert.ok(extra.every(({ kind }) => podKinds(extra).has(kind)))
  },
)
