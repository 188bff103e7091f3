import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { type Right, spelledRight } from '../../src/cluster/refusal.ts'
import { isMap, listAt, mapAt, textAt, type Value, type ValueMap } from '../../src/manifest/value.ts'
import { call } from '../cli/call.ts'
import { situation, skipped, table } from '../table.ts'
import { Api } from './api.ts'
import { rightIn, rightsOf, serverAssets, startAudited } from './audit.ts'
import { apiFor } from './here.ts'
import { make, makeNamespace } from './namespaces.ts'
import { type Count, countOf } from './proven.ts'
import { documentsOf, grant, kubeconfigAs, withoutRules } from './rights.ts'

const kubeconfig = process.env.SEAWORTHY_TEST_KUBECONFIG ?? ''
interface Row {
  readonly yaml: string
  /** Each finding as `line code severity: words that its message holds`. */
  readonly want: readonly string[]
}

const pod = (more: string, name = 'web', replicas = 1) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      ${more}
`
const set = (namespace: string, replicas: number, storage: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: set, namespace: ${namespace} }
spec:
  replicas: ${replicas}
  serviceName: set
  selector: { matchLabels: { app: set } }
  template: { metadata: { labels: { app: set } }, spec: { containers: [{ name: main, image: x }] } }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: ${storage} } } }
`
const full = (replicas: number) => `apiVersion: v1
kind: Secret
metadata: { name: there, namespace: preflight-full }
stringData: { a: b }
---
${pod(containers, 'there', replicas).replace('name: there', 'name: there, namespace: preflight-full')}`
const containers = 'containers: [{ name: main, image: x }]'
const limited = 'containers: [{ name: main, image: x, resources: { limits: { cpu: 500m } } }]'

const rows: Readonly<Record<string, Row>> = {
  'nothing is wrong': { yaml: pod(containers), want: [] },
  'a pod below its level': {
    yaml: pod(containers).replace('name: web', 'name: web, namespace: preflight-restricted'),
    want: ['10 cluster-pod-security error: the pod is refused: violates PodSecurity "restricted:latest"'],
  },
  'an unknown field, and what is behind it': {
    yaml: pod(`imagee: x\n      serviceAccountName: nobody\n      ${containers}`),
    want: ['10 cluster-invalid error: unknown field', '11 missing-object error: ServiceAccount nobody'],
  },
  'a class that is not there': {
    yaml: pod(`priorityClassName: gold\n      runtimeClassName: silver\n      ${containers}`),
    want: ['10 missing-object error: PriorityClass gold', '11 missing-object error: RuntimeClass silver'],
  },
  'a class that the manifests bring': {
    yaml: `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: gold }\nvalue: 1\n---\n${pod(`priorityClassName: gold\n      ${containers}`)}`,
    want: [],
  },
  'a service account that the manifests bring': {
    yaml: `${pod(`serviceAccountName: mine\n      ${containers}`)}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: mine }\n`,
    want: [],
  },
  'what a pod names and nobody has': {
    yaml: pod(`imagePullSecrets: [{ name: pull }]
      containers: [{ name: main, image: x, envFrom: [{ configMapRef: { name: conf } }] }]
      volumes:
        - { name: a, persistentVolumeClaim: { claimName: data } }
        - { name: b, secret: { secretName: keys } }
        - { name: c, secret: { secretName: maybe, optional: true } }`),
    want: [
      '10 missing-object warning: Secret pull',
      '11 missing-object error: ConfigMap conf',
      '13 missing-object error: PersistentVolumeClaim data',
      '14 missing-object error: Secret keys',
    ],
  },
  'a storage class that is not there': {
    yaml: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: c }\nspec: { accessModes: [ReadWriteOnce], storageClassName: nope, resources: { requests: { storage: 1Gi } } }\n',
    want: ['4 missing-object error: StorageClass nope'],
  },
  'more than a quota has left': {
    yaml: pod(limited, 'web', 3).replace('name: web', 'name: web, namespace: preflight-quota'),
    want: [
      '9 quota-exceeded error: has 1 of 1 limits.cpu left, and these manifests ask for 1500m (Deployment/web 3 × 500m)',
    ],
  },
  'a pod that a quota refuses': {
    yaml: pod(containers).replace('name: web', 'name: web, namespace: preflight-quota'),
    want: ['7 cluster-quota error: the pod is refused: failed quota: few: must specify limits.cpu'],
  },
  'a LimitRange': {
    yaml: pod(limited.replace('500m', '"8"')).replace('name: web', 'name: web, namespace: preflight-limits'),
    want: ['7 cluster-limit-range error: maximum cpu usage per Container is 1, but limit is 8'],
  },
  'less than a LimitRange wants': {
    yaml: pod(limited.replace('limits: { cpu: 500m }', 'requests: { memory: 1Mi }')).replace(
      'name: web',
      'name: web, namespace: preflight-limits',
    ),
    want: ['7 cluster-limit-range error: minimum memory usage per Container is 8Mi, but request is 1Mi'],
  },
  'a limit too far above its request': {
    yaml: pod(limited.replace('limits: { cpu: 500m }', 'requests: { cpu: 100m }, limits: { cpu: 500m }')).replace(
      'name: web',
      'name: web, namespace: preflight-limits',
    ),
    want: ['7 cluster-limit-range error: cpu max limit to request ratio per Container is 4, but provided ratio is 5'],
  },
  'a claim that a LimitRange refuses': {
    yaml: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: c, namespace: preflight-limits }\nspec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 9Gi } } }\n',
    want: ['1 cluster-limit-range error: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 9Gi'],
  },
  'defaults of a LimitRange that exceed a quota': {
    yaml: pod(containers, 'web', 3).replace('name: web', 'name: web, namespace: preflight-defaults'),
    want: [
      '9 quota-exceeded error: has 1 of 1 limits.cpu left, and these manifests ask for 1500m (Deployment/web 3 × 500m)',
    ],
  },
  'an object that is there already': {
    yaml: 'apiVersion: v1\nkind: Service\nmetadata: { name: there }\nspec: { selector: { a: b }, ports: [{ name: http, port: 81 }] }\n',
    want: [],
  },
  'an object that is there and has an unknown field': {
    yaml: 'apiVersion: v1\nkind: Service\nmetadata: { name: there }\nspec: { portss: [], ports: [{ name: http, port: 81 }] }\n',
    want: ['4 cluster-invalid error: unknown field'],
  },
  'a volume that gets another source': {
    yaml: pod(
      'containers: [{ name: main, image: x }]\n      volumes: [{ name: v, configMap: { name: kube-root-ca.crt, optional: true } }]',
      'there',
    ),
    want: [],
  },
  'a Job that is there and cannot change': {
    yaml: 'apiVersion: batch/v1\nkind: Job\nmetadata: { name: there }\nspec: { suspend: true, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: other }] } } }\n',
    want: ['4 cluster-immutable error: field is immutable'],
  },
  'a volume claim of a StatefulSet that a LimitRange refuses': {
    yaml: set('preflight-limits', 1, '9Gi'),
    want: [
      '10 cluster-limit-range error: the claim is refused: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 9Gi',
    ],
  },
  'claims of a StatefulSet that a quota does not hold': {
    yaml: set('preflight-full', 3, '2Gi'),
    want: [
      '8 cluster-quota error: the pod is refused: exceeded quota: few, requested: pods=1, used: pods=0, limited: pods=0',
      '10 quota-exceeded error: has 4Gi of 4Gi requests.storage left, and these manifests ask for 6Gi (StatefulSet/set 3 × 2Gi)',
    ],
  },
  'a claim of an ephemeral volume that a LimitRange refuses': {
    yaml: pod(
      `${containers}\n      volumes: [{ name: v, ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 9Gi } } } } } }]`,
    ).replace('name: web', 'name: web, namespace: preflight-limits'),
    want: ['11 cluster-limit-range error: the claim is refused: maximum storage usage per PersistentVolumeClaim'],
  },
  'a StatefulSet whose first pod is there': { yaml: set('preflight', 1, '1Gi'), want: [] },
  'a Job with a generated name': {
    yaml: 'apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: run- }\nspec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: x }] } } }\n',
    want: [],
  },
  'what is there in a namespace that is full': { yaml: full(0), want: [] },
  'what is there, and wants more than a full namespace has': {
    yaml: full(2),
    want: ['14 quota-exceeded error: has 0 of 0 pods left, and these manifests ask for 2 (Deployment/there 2)'],
  },
  'what is there, where a policy lets nobody make such a thing': {
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: there, namespace: preflight-policy }\ndata: { a: b }\n',
    want: [],
  },
  'a namespace that is not there': {
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: nowhere }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b, namespace: nowhere }\n',
    want: ['3 missing-object error: Namespace nowhere: nothing can be created in it (and 1 further object)'],
  },
  'a namespace that the manifests bring': {
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: brought }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: brought }\n',
    want: ['7 not-asked warning: not asked about 1 object: namespace brought is not there yet'],
  },
  'a kind that nobody knows': {
    yaml: 'apiVersion: a.example/v1\nkind: Odd\nmetadata: { name: a }\n---\napiVersion: a.example/v1\nkind: Odd\nmetadata: { name: b }\n',
    want: ['2 unknown-kind error: does not know Odd of a.example/v1 (and 1 further object)'],
  },
  'a kind that the manifests bring': {
    yaml: 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: odds.a.example }\nspec:\n  group: a.example\n  scope: Namespaced\n  names: { kind: Odd, plural: odds, singular: odd, listKind: OddList }\n  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]\n---\napiVersion: a.example/v1\nkind: Odd\nmetadata: { name: a }\n',
    want: ['3 not-asked warning: the definition of Odd is not there yet'],
  },
  'a value that is not allowed': {
    yaml: 'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec:\n  ports:\n    - targetPort: 80\n      port: 80000\n',
    want: ['7 cluster-invalid error: must be between 1 and 65535, inclusive'],
  },
  'a warning': {
    yaml: pod('containers: [{ name: main, image: x, env: [{ name: A, value: b }, { name: A, value: c }] }]'),
    want: ['10 cluster-warning warning: hides previous definition of "A"'],
  },
  'a document that is broken': { yaml: 'a: "b\n', want: ['1 bad-yaml error: not readable as YAML'] },
  'a webhook that must answer and does not': {
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: preflight-webhook }\n',
    want: ['1 webhook-unreachable error: the required webhook closed.preflight.example does not answer'],
  },
  'a policy that says no': {
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: preflight-policy }\n',
    want: [
      "1 cluster-policy error: ValidatingAdmissionPolicy 'preflight.example' with binding 'preflight.example' denied request: say who owns it",
    ],
  },
}

async function prove(server: Api): Promise<void> {
  await prepare(server)
  const said = countOf('manifests of which preflight says what the API server does')
  table('preflight', rows, ({ yaml, want }) =>
    said.of(async () => {
      const { code, stdout, stderr } = await call(
        'preflight a.yaml -n preflight --format json',
        { files: { 'a.yaml': yaml } },
        { env: { KUBECONFIG: kubeconfig } },
      )
      const findings = stdout === '' ? [] : listAt(JSON.parse(stdout), 'findings')
      const got = findings.map(one => `${textAt(one, 'code')} ${textAt(one, 'severity')}`)
      assert.equal(
        got,
        want.map(row => row.split(':')[0]?.replace(/^\d+ /, '')),
        `${stderr}${stdout}`,
      )
      for (const [index, row] of want.entries()) {
        const [, line = '', words = ''] = /^(\d+) [\w-]+ \w+: (.*)$/.exec(row) ?? []
        const finding = findings[index]
        assert.ok(textAt(finding, 'message')?.includes(words), textAt(finding, 'message'))
        assert.is(String(lineOf(finding)), line)
      }
      assert.is(code, want.some(row => row.includes(' error: ')) ? 1 : 0)
    }),
  )
  const refused = countOf('tasks that run refuses, with the code of preflight, before anything is made')
  await proveRun(server, refused)
  await proveRights(server)
  table('the connections of preflight', { end: server }, async one => {
    for (const { tell } of [said, refused]) tell()
    await remove(one)
    one.close()
  })
  await proveNothingWritten()
}

/** Values of a task that is refused, and what preflight calls that. */
const refusedRuns: Readonly<Record<string, { readonly values: string; readonly says: RegExp }>> = {
  'by Pod Security': {
    values:
      'namespace: preflight-restricted, level: privileged, worker: { securityContext: { privileged: true }, IMAGE }',
    says: /the pod of Job .*: pods ".*" is forbidden: violates PodSecurity .* \[cluster-pod-security\]$/m,
  },
  'by a LimitRange': {
    values: 'namespace: preflight-limits, worker: { resources: { limits: { cpu: "8" } }, IMAGE }',
    says: /maximum cpu usage per Container is 1, but limit is 8.*\[cluster-limit-range\]$/m,
  },
  'by a policy': {
    values: 'namespace: preflight-policy, worker: { IMAGE }',
    says: /denied request: run nothing here \[cluster-policy\]$/m,
  },
  'by a quota': {
    values: 'namespace: preflight-quota, worker: { IMAGE }',
    says: /must specify limits.cpu .*\[cluster-quota\]$/m,
  },
  'for its service account': {
    values: 'namespace: preflight, worker: { podTemplate: { serviceAccountName: nobody }, IMAGE }',
    says: /serviceaccount "nobody" not found \[missing-object\]$/m,
  },
  'for its priority class': {
    values: 'namespace: preflight, worker: { priorityClassName: gold, IMAGE }',
    says: /no PriorityClass with name gold was found \[missing-object\]$/m,
  },
  'for its namespace': {
    values: 'namespace: nowhere, worker: { IMAGE }',
    says: /^seaworthy: the cluster has no namespace "nowhere"; create it, or name another with --namespace \[missing-object\]$/m,
  },
}

async function proveRun(server: Api, refused: Count): Promise<void> {
  table('run is refused before anything is made', refusedRuns, ({ values, says }) =>
    refused.of(async () => {
      const image = 'image: { repository: registry.example.com/w, tag: "1.0" }'
      const files = { 'v.yaml': `{ name: w, ${values.replace('IMAGE', image)} }\n` }
      const args = 'run worker-job -f v.yaml --task id=refused'
      const { code, stdout, stderr } = await call(args, { files }, { env: { KUBECONFIG: kubeconfig } })
      assert.equal([code, stdout], [2, ''], stderr)
      assert.ok(says.test(stderr), stderr)
      const jobs = await server.ask({ method: 'GET', path: '/apis/batch/v1/jobs' })
      assert.is(jobs.status, 200)
      assert.not.match(JSON.stringify(jobs.body), 'task-refused')
    }),
  )
}

function lineOf(finding: Value | undefined): number | undefined {
  const line = isMap(finding) ? finding.line : undefined
  return typeof line === 'number' ? line : undefined
}

const admission = '/apis/admissionregistration.k8s.io/v1'
const selector = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })
const jobs = { apiGroups: ['batch'], apiVersions: ['v1'], resources: ['jobs'], operations: ['CREATE'] }
const configMaps = { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }

const few = { 'limits.cpu': '1' }
/** What the quota of a namespace allows, and what is in use. */
const quotas: Readonly<Record<string, { readonly hard: ValueMap; readonly used: ValueMap }>> = {
  'preflight-quota': { hard: few, used: { 'limits.cpu': '0' } },
  'preflight-defaults': { hard: few, used: { 'limits.cpu': '0' } },
  'preflight-full': {
    hard: { pods: '0', secrets: '1', 'count/deployments.apps': '1', 'requests.storage': '4Gi' },
    used: { pods: '0', secrets: '1', 'count/deployments.apps': '1', 'requests.storage': '0' },
  },
}
const quotaSpaces = Object.keys(quotas)

async function prepare(server: Api): Promise<void> {
  for (const name of ['preflight', ...quotaSpaces, 'preflight-limits', 'preflight-webhook', 'preflight-policy'])
    await makeNamespace(server, name, 'privileged')
  await makeNamespace(server, 'preflight-restricted', 'restricted')
  const meta = (kind: string, name: string, apiVersion = 'v1') => ({ apiVersion, kind, metadata: { name } })
  const at = (namespace: string, plural: string, group = '/api/v1') => `${group}/namespaces/${namespace}/${plural}`
  for (const object of documentsOf(full(0)))
    await makeOnce(
      server,
      object.kind === 'Secret' ? at('preflight-full', 'secrets') : at('preflight-full', 'deployments', '/apis/apps/v1'),
      object,
    )
  await makeOnce(server, at('preflight-policy', 'configmaps'), meta('ConfigMap', 'there'))
  await make(server, at('preflight', 'pods'), {
    ...meta('Pod', 'set-0'),
    spec: { containers: [{ name: 'other', image: 'x' }] },
  })
  for (const [name, { hard }] of Object.entries(quotas))
    await make(server, at(name, 'resourcequotas'), { ...meta('ResourceQuota', 'few'), spec: { hard } })
  await make(server, at('preflight-limits', 'limitranges'), {
    ...meta('LimitRange', 'small'),
    spec: {
      limits: [
        { type: 'Container', max: { cpu: '1' }, min: { memory: '8Mi' }, maxLimitRequestRatio: { cpu: '4' } },
        { type: 'PersistentVolumeClaim', max: { storage: '1Gi' } },
      ],
    },
  })
  await make(server, at('preflight-defaults', 'limitranges'), {
    ...meta('LimitRange', 'usual'),
    spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] },
  })
  await make(server, at('preflight', 'services'), {
    ...meta('Service', 'there'),
    spec: { selector: { a: 'b' }, ports: [{ name: 'http', port: 80 }] },
  })
  const labels = { app: 'a' }
  await make(server, at('preflight', 'deployments', '/apis/apps/v1'), {
    ...meta('Deployment', 'there', 'apps/v1'),
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'x' }], volumes: [{ name: 'v', emptyDir: {} }] },
      },
    },
  })
  await make(server, at('preflight', 'jobs', '/apis/batch/v1'), {
    ...meta('Job', 'there', 'batch/v1'),
    spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'x' }] } } },
  })
  const apiVersion = 'admissionregistration.k8s.io/v1'
  await make(server, `${admission}/validatingwebhookconfigurations`, {
    ...meta('ValidatingWebhookConfiguration', 'preflight.example', apiVersion),
    webhooks: [
      {
        name: 'closed.preflight.example',
        clientConfig: { url: 'https://127.0.0.1:1/' },
        rules: [configMaps],
        namespaceSelector: selector('preflight-webhook'),
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  })
  await make(server, `${admission}/validatingadmissionpolicies`, {
    ...meta('ValidatingAdmissionPolicy', 'preflight.example', apiVersion),
    spec: {
      matchConstraints: { resourceRules: [configMaps, jobs] },
      validations: [
        { expression: 'object.kind == "Job" || has(object.metadata.labels)', message: 'say who owns it' },
        { expression: 'object.kind != "Job"', message: 'run nothing here' },
      ],
    },
  })
  await make(server, `${admission}/validatingadmissionpolicybindings`, {
    ...meta('ValidatingAdmissionPolicyBinding', 'preflight.example', apiVersion),
    spec: {
      policyName: 'preflight.example',
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: selector('preflight-policy') },
    },
  })
  await untilKnown(server)
}

/** What is there from another run would be refused: by its quota, or by a policy. */
async function makeOnce(server: Api, path: string, object: ValueMap): Promise<void> {
  const name = textAt(mapAt(object, 'metadata'), 'name')
  const { status } = await server.ask({ method: 'GET', path: `${path}/${name}` })
  if (status === 404) await make(server, path, object)
}

/** Admission learns of quotas, webhooks and policies by and by. */
async function untilKnown(server: Api): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }
  const pending = new Set(['preflight-webhook', 'preflight-policy', ...quotaSpaces])
  for (let tries = 0; tries < 300 && pending.size > 0; tries += 1) {
    for (const name of ['preflight-webhook', 'preflight-policy']) {
      const path = `/api/v1/namespaces/${name}/configmaps?dryRun=All`
      if ((await server.ask({ method: 'POST', path, body })).status >= 400) pending.delete(name)
    }
    for (const name of quotaSpaces) if (await hasStatus(server, name)) pending.delete(name)
    await wait(100)
  }
  assert.equal([...pending], [], 'what admission does not know after half a minute')
}

/** A bare API server has no controller that would fill in the status of a quota. */
async function hasStatus(server: Api, namespace: string): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/resourcequotas/few`
  const { body: quota } = await server.ask({ method: 'GET', path })
  if (mapAt(mapAt(quota, 'status'), 'hard') !== undefined) return true
  const status = quotas[namespace] ?? {}
  await server.ask({ method: 'PATCH', path: `${path}/status`, body: { status } })
  return false
}

async function remove(server: Api): Promise<void> {
  for (const plural of [
    'validatingwebhookconfigurations',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
  ])
    await server.ask({ method: 'DELETE', path: `${admission}/${plural}/preflight.example` })
}

/** Everything that rights are needed for: objects that are there and that are not, pods, and what they name. */
const wide = `${pod(`serviceAccountName: default
      containers: [{ name: main, image: x, envFrom: [{ configMapRef: { name: conf, optional: false } }] }]
      volumes: [{ name: b, secret: { secretName: keys } }, { name: a, persistentVolumeClaim: { claimName: data } }]`)}---
apiVersion: batch/v1
kind: Job
metadata: { name: there }
spec: { suspend: true, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: other }] } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: nope, resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: other, namespace: preflight-policy }
data: { a: new }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: further, namespace: preflight-policy }
`
/** The same with one of each kind that is not there yet. */
const wider = `${wide}---
${pod(containers, 'further')}---
apiVersion: batch/v1
kind: Job
metadata: { name: further }
spec: { suspend: true, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: other }] } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: further }
spec: { accessModes: [ReadWriteOnce], storageClassName: nope, resources: { requests: { storage: 1Gi } } }
`

async function proveRights(server: Api): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-preflight-'))
  const file = join(folder, 'config')
  writeFileSync(file, kubeconfigAs(kubeconfig, ['preflight-all', 'preflight-less', 'preflight-none'], 'preflight'))
  const run = (context: string) =>
    call(
      `preflight a.yaml --format json --context ${context}`,
      { files: { 'a.yaml': wide } },
      { env: { KUBECONFIG: file } },
    )
  const roles = documentsOf((await call('preflight a.yaml --print-role', { files: { 'a.yaml': wide } })).stdout)
  await grant(server, 'preflight-all', roles, 'preflight')
  await grant(
    server,
    'preflight-less',
    withoutRules(roles, resource => resource === 'secrets'),
    'preflight',
  )
  const rightsIn = (stdout: string) =>
    listAt(JSON.parse(stdout), 'findings').flatMap(one =>
      textAt(one, 'code') === 'no-right' ? [textAt(one, 'message')] : [],
    )
  situation('the role that is printed is enough', async () => {
    const { stdout, stderr } = await run('preflight-all')
    assert.equal(rightsIn(stdout), [], stderr)
  })
  situation('a right that is missing costs its own question', async () => {
    const { stdout, code } = await run('preflight-less')
    assert.equal(rightsIn(stdout), [
      'you may not get secrets in namespace preflight, so 1 object could not be asked about',
    ])
    assert.is(code, 1)
  })
  situation('who has no right at all is told which', async () => {
    const { code, stderr } = await run('preflight-none')
    assert.is(code, 3)
    assert.match(stderr, /^seaworthy: you may not create .*--print-role prints the rights/)
    rmSync(folder, { recursive: true })
  })
}

/** A server of our own, whose audit log tells of every request. */
async function proveNothingWritten(): Promise<void> {
  const assets = serverAssets(kubeconfig)
  if (assets === undefined)
    return skipped('preflight writes nothing', 'no KUBEBUILDER_ASSETS to start an API server from')
  const cluster = await startAudited(assets)
  const server = new Api(cluster.kubeconfig)
  situation('preflight writes nothing: the audit log of the API server says so', async () => {
    for (const name of ['preflight', 'preflight-policy']) await makeNamespace(server, name, 'privileged')
    await makeOthers(server)
    const before = cluster.events().length
    const world = { files: { 'a.yaml': wider } }
    const { code, stderr } = await call('preflight a.yaml -n preflight', world, {
      env: { KUBECONFIG: cluster.kubeconfig },
    })
    const roles = documentsOf((await call('preflight a.yaml --print-role -n preflight', world)).stdout)
    server.close()
    const events = cluster
      .events()
      .slice(before)
      .filter(event => textAt(mapAt(event, 'user'), 'username') === 'admin')
    await cluster.stop()
    assert.is(code, 1, stderr)
    const writes = events.filter(event => !['get', 'list', 'watch'].includes(textAt(event, 'verb') ?? ''))
    const real = writes.filter(
      event => !new URL(textAt(event, 'requestURI') ?? '', 'http://x').searchParams.getAll('dryRun').includes('All'),
    )
    assert.equal([writes.length > 5, real.map(event => event.requestURI ?? '')], [true, []])
    // What was asked for is what the role grants.
    assert.equal(spelled(events.flatMap(rightIn)), spelled(rightsOf(roles)))
  })
}

function spelled(rights: readonly Right[]): readonly string[] {
  return [...new Set(rights.map(spelledRight))].toSorted()
}

/** Of each name in `wide` but one, another that cannot become what it says, so that every right is needed. */
async function makeOthers(server: Api): Promise<void> {
  for (const object of documentsOf(wide).filter(one => textAt(mapAt(one, 'metadata'), 'name') !== 'further')) {
    const kind = textAt(object, 'kind') ?? ''
    const spec = mapAt(object, 'spec')
    const labels = { app: 'other' }
    const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'z', image: 'z' }] } }
    const [path, changed] =
      kind === 'Job'
        ? ['/apis/batch/v1/namespaces/preflight/jobs', { ...spec, template }]
        : kind === 'Deployment'
          ? [
              '/apis/apps/v1/namespaces/preflight/deployments',
              {
                ...spec,
                selector: { matchLabels: labels },
                template: { ...template, spec: { containers: template.spec.containers } },
              },
            ]
          : ['/api/v1/namespaces/preflight/persistentvolumeclaims', { ...spec, storageClassName: 'other' }]
    if (kind === 'ConfigMap') await makeImmutable(server, object)
    else await make(server, path, { ...object, spec: changed })
  }
}

async function makeImmutable(server: Api, object: ValueMap): Promise<void> {
  const other = { ...object, immutable: true, data: { a: 'old' } }
  await make(server, '/api/v1/namespaces/preflight-policy/configmaps', other)
}

const api = apiFor('preflight')
if (api !== undefined) await prove(api)
