import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/sentence.ts'
import { checkTexts } from '../../src/run/check.ts'
import { defaultSettings } from '../../src/workload/settings.ts'
import { table } from '../table.ts'

/** What the schema says of a text: place, and message with advice. */
function said(text: string, kubeMinor = 37): readonly string[] {
  const { findings } = checkTexts([{ file: '-', text }], { ...defaultSettings, level: 'privileged', kubeMinor })
  return findings
    .filter(({ code, severity }) => severity === 'error' && code !== 'pod-security')
    .map(finding => {
      const { message, advice } = sentenceOf(finding)
      const { position, path } = finding.place
      return `${position.line}:${position.column} ${(path ?? []).join('.')}: ${message}; ${advice}`
    })
}

/** A Deployment with `spec` in its pod's spec and `container` in its container. */
function deployment({ spec = '', container = '' }: { readonly spec?: string; readonly container?: string }): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
${spec}      containers:
        - name: web
          image: web
${container}`
}

const refused = 'the API server refuses this object'

table(
  'a field of a pod',
  {
    'as it should be': { text: deployment({}), want: [] },
    "misspelt, of the pod's": {
      text: deployment({ spec: '      securtyContext: { runAsUser: 1 }\n' }),
      want: ['9:7 spec.template.spec.securtyContext: a pod has no such field; did you mean securityContext?'],
    },
    "a container's, in the pod": {
      text: deployment({ spec: '      securityContext:\n        readOnlyRootFilesystem: true\n' }),
      want: [
        '10:9 spec.template.spec.securityContext.readOnlyRootFilesystem: a pod has no such field; it belongs to each container (spec.template.spec.containers[*].securityContext.readOnlyRootFilesystem)',
      ],
    },
    "the pod's, in a container": {
      text: deployment({ container: '          securityContext: { fsGroup: 1 }\n' }),
      want: [
        '12:30 spec.template.spec.containers.0.securityContext.fsGroup: a container has no such field; it belongs to the pod (spec.template.spec.securityContext.fsGroup)',
      ],
    },
    'misplaced and misspelt': {
      text: deployment({ container: '          securityContext: { fsgroup: 1 }\n' }),
      want: [
        '12:30 spec.template.spec.containers.0.securityContext.fsgroup: a container has no such field; it belongs to the pod (spec.template.spec.securityContext.fsGroup)',
      ],
    },
    'beside the containers': {
      text: deployment({ spec: '      imagePullPolicy: Always\n' }),
      want: [
        '9:7 spec.template.spec.imagePullPolicy: a pod has no such field; it belongs to each container (spec.template.spec.containers[*].imagePullPolicy)',
      ],
    },
    'of the Deployment, in the pod': {
      text: deployment({ spec: '      replicas: 3\n' }),
      want: ['9:7 spec.template.spec.replicas: a pod has no such field; it belongs to the Deployment (spec.replicas)'],
    },
    'of a newer Kubernetes': {
      text: deployment({ container: '          restartPolicyRules: []\n' }),
      kubeMinor: 33,
      want: [
        '12:11 spec.template.spec.containers.0.restartPolicyRules: a container has no such field; Kubernetes has it since 1.34; --kube-version says which one is meant',
      ],
    },
    'that Kubernetes has by now': { text: deployment({ container: '          restartPolicyRules: []\n' }), want: [] },
    'of a wrong type, said once': {
      text: deployment({ container: '          env: [{ name: A, value: 5 }]\n' }),
      want: [
        `12:28 spec.template.spec.containers.0.env.0.value: found number 5 where Kubernetes wants a string; ${refused}; correct the value`,
      ],
    },
    'with a choice': {
      text: deployment({ spec: '      tolerations: [{ operator: Exist }]\n' }),
      want: [
        '9:23 spec.template.spec.tolerations.0.operator: found string "Exist" where Kubernetes wants one of Equal, Exists, Gt, Lt; did you mean Exists?',
      ],
    },
    'with a choice, empty': { text: deployment({ container: '          imagePullPolicy: ""\n' }), want: [] },
    'that is null': { text: deployment({ container: '          ports: null\n' }), want: [] },
    'that is a quantity': {
      text: deployment({ container: '          resources: { limits: { memory: 1Gx } }\n' }),
      want: [
        '12:34 spec.template.spec.containers.0.resources.limits.memory: found string "1Gx" where Kubernetes wants a quantity, as in 500m or 2Gi; correct the value',
      ],
    },
    'that may be a number or a text': {
      text: deployment({
        container:
          '          livenessProbe: { tcpSocket: { port: http } }\n          readinessProbe: { tcpSocket: { port: 80 } }\n',
      }),
      want: [],
    },
    'of two that exclude each other': {
      text: deployment({ container: '          livenessProbe: { tcpSocket: { port: 1 }, exec: { command: [a] } }\n' }),
      want: [
        `12:28 spec.template.spec.containers.0.livenessProbe.tcpSocket: a probe allows only one of exec, tcpSocket; ${refused}; remove all but one`,
      ],
    },
    'one of which is needed': {
      text: deployment({ container: '          envFrom: [{ prefix: A_ }]\n' }),
      want: [
        `12:21 spec.template.spec.containers.0.envFrom.0: an EnvFromSource needs one of configMapRef, secretRef; ${refused}; add the field`,
      ],
    },
    'two volume sources, said once': {
      text: deployment({ spec: '      volumes: [{ name: a, emptyDir: {}, hostPath: { path: / } }]\n' }),
      want: ['9:17 spec.template.spec.volumes.0: volume a names 2 sources; undefined'],
    },
    'with a key that another item has': {
      text: deployment({
        container: '          ports: [{ name: a, containerPort: 1 }, { name: a, containerPort: 2 }]\n',
      }),
      want: [
        `12:52 spec.template.spec.containers.0.ports.1.name: an earlier item has the same name: a; ${refused}; remove or rename one of the two`,
      ],
    },
  },
  ({ text, want, ...row }) => assert.equal(said(text, 'kubeMinor' in row ? row.kubeMinor : undefined), want),
)

table(
  'an object',
  {
    'with a hoisted field (a ConfigMap whose template lost its indentation)': {
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.yaml: |\n    worker_id: 1\nbackend:\n  kubernetes: {}\n',
      want: [
        '7:1 backend: a ConfigMap has no such field; it has apiVersion, binaryData, data, immutable, kind, metadata',
      ],
    },
    'that lacks what it needs': {
      text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, image: a }] } } }\n',
      want: [`4:1 spec.selector: a Deployment needs selector; ${refused}; add the field`],
    },
    'in a List': {
      text: 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: { name: a }\n    data: { a: plain text }\n',
      want: ['7:13 data.a: found string "plain text" where Kubernetes wants base64; correct the value'],
    },
    'in a typed list, whose items have no kind': {
      text: 'apiVersion: v1\nkind: ServiceList\nitems:\n  - metadata: { name: a }\n    spec: { port: 80 }\n',
      want: ['5:13 spec.port: a Service has no such field; did you mean ports?'],
    },
    'with a status that lacks everything': {
      text: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a, creationTimestamp: null }\nstatus: { conditions: [{}] }\n',
      want: [],
    },
    'of a kind that nobody knows': {
      text: 'apiVersion: example.com/v1\nkind: Widget\nspec: { anything: 1 }\n',
      want: [],
    },
    'of a version that nobody serves': {
      text: 'apiVersion: apps/v1beta1\nkind: Deployment\nspec: { anything: 1 }\n',
      want: [],
    },
    'that cannot be read': {
      text: 'apiVersion: v1\nkind: ConfigMap\ndata: { a\n',
      want: [],
      codes: ['bad-yaml'],
    },
  },
  row => {
    if (!('codes' in row)) return assert.equal(said(row.text), row.want)
    const { findings } = checkTexts([{ file: '-', text: row.text }], defaultSettings)
    return assert.equal([...new Set(findings.map(({ code }) => code))], row.codes)
  },
)

const widget = (schema: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, kind: Widget }
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: ${schema} } } } }
---
apiVersion: example.com/v1
kind: Widget
metadata: { name: a }
`

const sized =
  '{ type: object, required: [size], properties: { size: { type: integer }, mode: { type: string, enum: [Fast, Slow] } } }'

table(
  'an object whose definition is in the stream',
  {
    'as it should be': { text: `${widget(sized)}spec: { size: 1 }\n`, want: [] },
    misspelt: {
      text: `${widget(sized)}spec: { size: 1, mod: Fast }\n`,
      want: ['14:18 spec.mod: spec of a Widget has no such field; did you mean mode?'],
    },
    'that lacks a field': {
      text: `${widget(sized)}spec: {}\n`,
      want: [`14:1 spec.size: spec of a Widget needs size; ${refused}; add the field`],
    },
    'with a choice': {
      text: `${widget(sized)}spec: { size: 1, mode: Fst }\n`,
      want: ['14:18 spec.mode: found string "Fst" where Kubernetes wants one of Fast, Slow; did you mean Fast?'],
    },
    'where unknown fields are preserved': {
      text: `${widget('{ type: object, x-kubernetes-preserve-unknown-fields: true, properties: { a: { type: string } } }')}spec: { b: 1 }\n`,
      want: [],
    },
    'with a number or a text': {
      text: `${widget('{ type: object, properties: { a: { x-kubernetes-int-or-string: true } } }')}spec: { a: 5% }\n`,
      want: [],
    },
    'with an object inside': {
      text: `${widget('{ type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true }')}spec: { kind: A, metadata: { naem: a } }\n`,
      want: ['14:30 spec.metadata.naem: metadata has no such field; did you mean name?'],
    },
    'with a key twice': {
      text: `${widget('{ type: object, properties: { a: { type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: { type: object, properties: { id: { type: string } } } } } }')}spec: { a: [{ id: x }, { id: x }] }\n`,
      want: [`14:26 spec.a.1.id: an earlier item has the same id: x; ${refused}; remove or rename one of the two`],
    },
    'without a schema of its version': {
      text: `${widget(sized).replace('example.com/v1\nkind: Widget', 'example.com/v2\nkind: Widget')}spec: { b: 1 }\n`,
      want: [],
    },
  },
  ({ text, want }) => assert.equal(said(text), want),
)
