import * as assert from 'uvu/assert'
import { validateTask, validateValues } from '../../src/render/values/validate.ts'
import { table } from '../table.ts'
import { refusal, smallestAgent, smallestWorker, valuesOf } from './smallest.ts'

const agent = (more: object) => ({ agent: { ...smallestAgent, ...more } })
const worker = (more: object) => ({ worker: { ...smallestWorker, ...more } })
const emptyDir = { name: 'd', emptyDir: {} }
const claim = (more: object) => ({ ...agent({}), volumes: [{ name: 'd', claim: { name: 'd', ...more } }] })
const from = { name: 'A', valueFrom: {} }

table(
  'what the API server would refuse is refused:',
  {
    'two ports of one name': {
      values: agent({ ports: [8080, 9090].map(containerPort => ({ name: 'http', containerPort })) }),
      want: 'agent.ports[1].name: found duplicate port "http"',
    },
    'two ports of one name in a Service': {
      values: agent({ service: { ports: [80, 81].map(port => ({ name: 'http', port })) } }),
      want: 'agent.service.ports[1].name: found duplicate port "http"',
    },
    'a sub-path that leaves its volume': {
      values: { ...agent({ volumeMounts: [{ name: 'd', mountPath: '/d', subPath: '../x' }] }), volumes: [emptyDir] },
      want: 'agent.volumeMounts[0].subPath: found "../x", expected a relative path without ".."',
    },
    'a variable from nowhere': {
      values: agent({ env: [from] }),
      want: 'agent.env[0].valueFrom: found none, expected exactly one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef',
    },
    'a variable from nowhere in an init container of overrides': {
      values: worker({ podOverrides: { extraInitContainers: [{ name: 'x', env: [from] }] } }),
      want: 'worker.podOverrides.extraInitContainers[0].env[0].valueFrom: found none, expected exactly one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef',
    },
    'variables of nothing': {
      values: agent({ envFrom: [{ prefix: 'A_' }] }),
      want: 'agent.envFrom[0]: found none, expected exactly one of secretRef, configMapRef',
    },
    'a limit below the request': {
      values: agent({ resources: { requests: { memory: '2Gi' }, limits: { memory: '1500M' } } }),
      want: 'agent.resources.requests.memory: found 2Gi, expected at most the limit, 1500M',
    },
    'a volume of two sources': {
      values: worker({ podOverrides: { volumes: [{ ...emptyDir, configMap: { name: 'c' } }] } }),
      want: 'worker.podOverrides.volumes[0].emptyDir: found configMap and emptyDir, expected one of them in a volume',
    },
    'a number where two rules want a map, once': {
      values: agent({ affinity: { nodeAffinity: 7 } }),
      want: 'agent.affinity.nodeAffinity: found number 7, expected a map',
    },
    'a claim of nothing': {
      values: claim({ size: '0' }),
      want: 'volumes[0].claim.size: found "0", expected more than nothing',
    },
    'ReadWriteOncePod beside another mode': {
      values: claim({ accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'] }),
      want: 'volumes[0].claim.accessModes: found ReadWriteOnce, ReadWriteOncePod, expected ReadWriteOncePod alone, or the others',
    },
    'a ConfigMap beyond its size': {
      values: agent({ configMaps: [{ name: 'c', data: { k: 'x'.repeat(1024 * 1024) } }] }),
      want: 'agent.configMaps[0].data: found 1048577 bytes, expected at most 1048576',
    },
    'a prompt that no program can be given': {
      values: { ...worker({}), tasks: [{ id: 'a', prompt: 'é'.repeat(65536) }] },
      want: 'tasks[0].prompt: found 131072 bytes, expected at most 131071: Linux allows a program no longer argument',
    },
    'an image that no runtime pulls': {
      values: agent({ image: { repository: 'Bad Image', tag: '1' } }),
      want: 'agent.image.repository: found string "Bad Image", expected a registry and repository such as "example/image", in lower case and without a tag',
    },
    'a token that a task brings': {
      values: worker({ env: [{ name: 'API_KEY', fromTask: 'key' }] }),
      want: 'worker.env[0]: found a field of the task for API_KEY, expected valueFrom.secretKeyRef or task.secrets (or worker.allowInlineSecrets)',
    },
    'a Job that waits for the master': {
      values: {
        ...agent({ volumeMounts: [{ name: 'd', mountPath: '/d' }] }),
        ...worker({ volumeMounts: [{ name: 'd', mountPath: '/d' }] }),
        volumes: [{ name: 'd', claim: { name: 'd', accessModes: ['ReadWriteOncePod'] } }],
      },
      want: 'volumes[0].claim.accessModes: found ReadWriteOncePod, expected ReadWriteMany or ReadWriteOnce: every Job would wait for the master, which mounts it too',
    },
    'a claim of another namespace': {
      values: {
        ...worker({ namespace: 'jobs', volumeMounts: [{ name: 'd', mountPath: '/d' }] }),
        volumes: [{ name: 'd', claim: { name: 'd' } }],
      },
      want: 'worker.namespace: found "jobs", expected none, because the worker mounts volume d, whose claim is made in ns1',
    },
    'two policies for one claim': {
      values: {
        ...agent({ volumeMounts: [{ name: 'd', mountPath: '/d' }] }),
        ...worker({ volumeMounts: [{ name: 'd', mountPath: '/d' }], repair: { ownershipPolicy: 'OnRootMismatch' } }),
        volumes: [{ name: 'd', claim: { name: 'd' } }],
        repair: { ownershipPolicy: 'Always' },
      },
      want: 'worker.repair.ownershipPolicy: found OnRootMismatch, expected Always, as for the master, because both mount claim d',
    },
    'ids on openshift': {
      values: { ...agent({ podSecurityContext: { fsGroup: 5 } }), platform: 'openshift', identity: { user: 5 } },
      want: [
        'identity: found ids, expected platform or image: on openshift a security context constraint assigns them',
        'agent.podSecurityContext.fsGroup: found an id, expected none: on openshift a security context constraint assigns it',
      ].join('\n'),
    },
    'an identity of another type': {
      values: { ...agent({}), identity: { user: 'x' } },
      want: 'identity.user: found string "x", expected a number',
    },
    'an identity that is no word of ours': {
      values: { ...agent({}), identity: 'images' },
      want: 'identity: found string "images", expected one of image, platform or a map',
    },
  },
  ({ values, want }) => assert.is(refusal(() => validateValues(valuesOf(values))).message, want),
)

const spread = { topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }

table(
  'what values pass on has the types, names and choices of Kubernetes:',
  {
    'a toleration for some seconds': {
      values: agent({ tolerations: [{ operator: 'Exists', tolerationSeconds: 'x' }] }),
      want: 'agent.tolerations[0].tolerationSeconds: found string "x", expected an integer',
    },
    'an operator that is none': {
      values: agent({ tolerations: [{ operator: 'Exist' }] }),
      want: 'agent.tolerations[0].operator: found string "Exist", expected one of Equal, Exists, Gt, Lt; did you mean Exists?',
    },
    'an affinity that is a number': {
      values: worker({ affinity: { nodeAffinity: 7 } }),
      want: 'worker.affinity.nodeAffinity: found number 7, expected a map',
    },
    'an address that is a number': {
      values: agent({ hostAliases: [{ ip: 5 }] }),
      want: 'agent.hostAliases[0].ip: found number 5, expected a string',
    },
    'name servers as a text': {
      values: worker({ dnsConfig: { nameservers: 'x' } }),
      want: 'worker.dnsConfig.nameservers: found string "x", expected a list',
    },
    'a skew as a text': {
      values: agent({ topologySpreadConstraints: [{ ...spread, maxSkew: '1' }] }),
      want: 'agent.topologySpreadConstraints[0].maxSkew: found string "1", expected an integer',
    },
    'a constraint without its key': {
      values: agent({ topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }] }),
      want: 'agent.topologySpreadConstraints[0].topologyKey: found nothing, expected a value',
    },
    'an action of a failure policy that is none': {
      values: worker({ job: { podFailurePolicy: { rules: [{ action: 'Nope', onPodConditions: [] }] } } }),
      want: 'worker.job.podFailurePolicy.rules[0].action: found string "Nope", expected one of Count, FailIndex, FailJob, Ignore',
    },
    'a misspelt field of a probe': {
      values: agent({ readinessProbe: { httpGet: { pth: '/', port: 80 } } }),
      want: 'agent.readinessProbe.httpGet.pth: found a key that an httpGet does not have; did you mean path?',
    },
    'a probe in two ways': {
      values: agent({ livenessProbe: { httpGet: { port: 80 }, exec: { command: ['x'] } } }),
      want: 'agent.livenessProbe.httpGet: found exec and httpGet, expected one of them in a probe',
    },
    'a profile that is none': {
      values: agent({ securityContext: { seccompProfile: { type: 'Locahost' } } }),
      want: 'agent.securityContext.seccompProfile.type: found string "Locahost", expected one of Localhost, RuntimeDefault, Unconfined; did you mean Localhost?',
    },
    'a misspelt user': {
      values: agent({ securityContext: { runAsUsr: 5 } }),
      want: 'agent.securityContext.runAsUsr: found a key that a container does not have; did you mean runAsUser?',
    },
    'a misspelt user of a pod': {
      values: worker({ podSecurityContext: { fsGrup: 5 } }),
      want: 'worker.podSecurityContext.fsGrup: found a key that a pod does not have; did you mean fsGroup?',
    },
    'a misspelt selector of a template': {
      values: worker({ podTemplate: { nodeSelectr: { a: 'b' } } }),
      want: 'worker.podTemplate.nodeSelectr: found a key that a pod does not have; did you mean nodeSelector?',
    },
    'a field of a pod in a container of a template': {
      values: worker({ podTemplate: { containers: [{ name: 'x', image: 'i', hostNetwork: true }] } }),
      want: 'worker.podTemplate.containers[0].hostNetwork: found a key that a container does not have; it belongs to hostNetwork',
    },
    'a misspelt policy of a template': {
      values: agent({ podTemplate: { containers: [{ name: 'x', image: 'i', imagePulPolicy: 'Always' }] } }),
      want: 'agent.podTemplate.containers[0].imagePulPolicy: found a key that a container does not have; did you mean imagePullPolicy?',
    },
    'a misspelt field of a volume': {
      values: { ...agent({}), volumes: [{ name: 'd', configMap: { name: 'x', itms: [] } }] },
      want: 'volumes[0].configMap.itms: found a key that a configMap volume does not have; did you mean items?',
    },
    'a volume of overrides that no plugin has': {
      values: worker({ podOverrides: { volumes: [{ name: 'd', emptydir: {} }] } }),
      want: 'worker.podOverrides.volumes[0].emptydir: found a key that a volume does not have; did you mean emptyDir?',
    },
    'a resource claim of a task, without a name': {
      values: { ...worker({}), tasks: [{ id: 'a', prompt: 'p', resources: { claims: [{ request: 'r' }] } }] },
      want: 'tasks[0].resources.claims[0].name: found nothing, expected a value',
    },
    'a resource claim of the repair, misspelt': {
      values: { ...agent({}), repair: { resources: { claims: [{ name: 'a', reqest: 'r' }] } } },
      want: 'repair.resources.claims[0].reqest: found a key that a ResourceClaim does not have; did you mean request?',
    },
    'a probe of a step': {
      values: worker({
        steps: [{ type: 'run', name: 's', image: 'i', livenessProbe: { tcpSocket: { port: 1 }, periodSeconds: 'x' } }],
      }),
      want: 'worker.steps[0].livenessProbe.periodSeconds: found string "x", expected an integer',
    },
    'a rule that allows nothing': {
      values: agent({ rbac: { rules: [{ apiGroups: [''], resources: ['pods'] }] } }),
      want: 'agent.rbac.rules[0].verbs: found nothing, expected a value',
    },
    'a port of a NetworkPolicy that is misspelt': {
      values: agent({ networkPolicy: { enabled: true, ingress: [{ prts: [] }] } }),
      want: 'agent.networkPolicy.ingress[0].prts: found a key that a NetworkPolicyIngressRule does not have; did you mean ports?',
    },
  },
  ({ values, want }) => assert.is(refusal(() => validateValues(valuesOf(values))).message, want),
)

table(
  'what the API server takes is taken:',
  {
    'equal amounts, spelled otherwise': agent({ resources: { requests: { cpu: '1000m' }, limits: { cpu: '1' } } }),
    'a request without a limit': agent({ resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } } }),
    'a directory whose name begins with dots': {
      ...agent({ volumeMounts: [{ name: 'd', mountPath: '/d', subPath: '..x/a' }] }),
      volumes: [emptyDir],
    },
    'one claim under two names, made by somebody else': {
      ...agent({}),
      volumes: ['a', 'b'].map(name => ({ name, claim: { name: 'd', create: false } })),
    },
  },
  values => assert.is(refusal(() => validateValues(valuesOf(values))).code, 'none'),
)

table('a task alone is held to it, too:', { 'its prompt': { id: 'a', prompt: 'x'.repeat(200_000) } }, task => {
  const { worker: valid } = validateValues(valuesOf(worker({})))
  if (valid === undefined) throw new Error('no worker')
  assert.match(refusal(() => validateTask(task, valid)).message, 'prompt: found 200000 bytes')
})
