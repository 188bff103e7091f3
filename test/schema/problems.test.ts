import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { checkTexts } from '../../src/run/check.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

/** What the schema says of a text: place, and message with advice. */
function said(text: string, settings: Partial<Settings> = {}): readonly string[] {
  const asked = { ...defaultSettings, level: 'privileged', kubeMinor: 37, ...settings } as const
  const { findings } = checkTexts([{ file: '-', text }], asked)
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
  ({ text, want, ...row }) => assert.equal(said(text, 'kubeMinor' in row ? { kubeMinor: row.kubeMinor } : {}), want),
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
    'without metadata': {
      text: 'apiVersion: v1\nkind: ConfigMap\ndata: { a: b }\n',
      want: [`1:1 : a ConfigMap needs metadata.name; ${refused}; add the field`],
    },
    'without a name': {
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { labels: { a: b } }\n',
      want: [`3:1 metadata: metadata needs name; ${refused}; add the field`],
    },
    'with an empty name': {
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "", generateName: null }\n',
      want: [`3:1 metadata: metadata needs name; ${refused}; add the field`],
    },
    'with the beginning of a name': {
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: a- }\n',
      want: [],
    },
    'that asks for an answer and is not stored': {
      text: 'apiVersion: authorization.k8s.io/v1\nkind: SelfSubjectRulesReview\nspec: { namespace: a }\n',
      want: [],
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

/** As controller-gen writes one, with texts of several lines in it. */
const gadget = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.16.5
  name: gadgets.example.com
spec:
  group: example.com
  names:
    kind: Gadget
    plural: gadgets
  scope: Namespaced
  versions:
  - name: v1beta1
    schema:
      openAPIV3Schema:
        type: object
    served: true
    storage: false
  - additionalPrinterColumns:
    - jsonPath: .spec.size
      name: Size
      type: integer
    name: v1
    schema:
      openAPIV3Schema:
        description: |-
          Gadget is a gadget.

            properties:
              spec:
        properties:
          spec:
            description: Spec of the gadget, which
              goes on here.
            properties:
              limits:
                additionalProperties:
                  anyOf:
                  - type: integer
                  - type: string
                  x-kubernetes-int-or-string: true
                description: 'Limits: those of the gadget,
                  and more'
                type: object
              parts:
                items:
                  properties:
                    name:
                      default: a
                      type: string
                    mode:
                      enum:
                      - Fast
                      - Slow
                      type: string
                  required:
                  - name
                  - mode
                  type: object
                type: array
            required:
            - parts
            type: object
        type: object
    served: true
    storage: true
`
const gadgetOf = (spec: string) => `${gadget}---
apiVersion: example.com/v1
kind: Gadget
metadata: { name: a }
spec: ${spec}
`
const misspelt = gadget.replace('scope: Namespaced', 'scoep: Namespaced')
const inList = (text: string) => `apiVersion: v1\nkind: List\nitems:\n- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`

interface DefinitionRow {
  readonly text: string
  readonly settings?: Partial<Settings>
  readonly want: readonly string[]
}

const unreadable =
  '12:1 : not readable as YAML: All mapping items must start at the same column; the document is passed on as it is: nothing in it was checked or hardened'

const definitionRows: Readonly<Record<string, DefinitionRow>> = {
  'an object as it should be': { text: gadgetOf('{ limits: { cpu: 1 }, parts: [{ mode: Fast }] }'), want: [] },
  'an object with a wrong choice in an item': {
    text: gadgetOf('{ parts: [{ mode: Fst }] }'),
    want: ['72:19 spec.parts.0.mode: found string "Fst" where Kubernetes wants one of Fast, Slow; did you mean Fast?'],
  },
  'an object with an unknown field in an item': {
    text: gadgetOf('{ parts: [{ mode: Fast, naem: a }] }'),
    want: ['72:31 spec.parts.0.naem: spec.parts[*] of a Gadget has no such field; did you mean name?'],
  },
  'an object that lacks a field': {
    text: gadgetOf('{}'),
    want: [`72:1 spec.parts: spec of a Gadget needs parts; ${refused}; add the field`],
  },
  'an object of a version without fields': {
    text: gadgetOf('{ a: 1 }').replace('example.com/v1\nkind: Gadget', 'example.com/v1beta1\nkind: Gadget'),
    want: ['72:1 spec: a Gadget has no such field; it has apiVersion, kind, metadata'],
  },
  'an object whose definition is in a List': {
    text: `${inList(gadget)}---${gadgetOf('{ parts: [{}] }').split('---')[1]}`,
    want: [`75:17 spec.parts.0.mode: spec.parts[*] of a Gadget needs mode; ${refused}; add the field`],
  },
  'an object of another group': {
    text: gadgetOf('{ a: 1 }').replace('example.com/v1\nkind: Gadget', 'example.org/v1\nkind: Gadget'),
    want: [],
  },
  'an object of a kind that two groups have': {
    text: `${gadget.replace('group: example.com', 'group: example.org')}---\n${gadgetOf('{}')}`,
    want: [`140:1 spec.parts: spec of a Gadget needs parts; ${refused}; add the field`],
  },
  'the definition itself, which only full holds against the schema': { text: misspelt, want: [] },
  'the definition itself, in a List': { text: inList(misspelt), want: [] },
  'the definition itself, where that is asked for': {
    text: misspelt,
    settings: { schema: 'full' },
    want: [
      `7:1 spec.scope: a CustomResourceDefinition needs scope; ${refused}; add the field`,
      '12:3 spec.scoep: a CustomResourceDefinition has no such field; did you mean scope?',
    ],
  },
  'broken YAML in the definition': {
    text: gadget.replace('  scope:', ' scope:'),
    want: [unreadable],
  },
  'broken YAML where nothing is held against the schema': {
    text: gadget.replace('  scope:', ' scope:'),
    settings: { schema: 'off' },
    want: [unreadable],
  },
}

table('a definition in block style', definitionRows, ({ text, settings, want }) =>
  assert.equal(said(text, settings), want),
)
