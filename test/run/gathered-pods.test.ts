import * as assert from 'uvu/assert'
import { formatPath } from '../../src/manifest/path.ts'
import { readPolicy } from '../../src/policy/policy.ts'
import { check, harden } from '../../src/run/library.ts'
import { situation, table } from '../table.ts'

const policyOf = (rows: string) =>
  readPolicy(`apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nworkloads: [${rows}]\n`, 'seaworthy.yaml')

const workflow = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  securityContext: {runAsUser: 1000, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  volumeClaimTemplates:
    - metadata: {name: work}
      spec: {storageClassName: nas}
  volumes:
    - {name: node, hostPath: {path: /x}}
  templates:
    - name: first
      container:
        image: busybox
        volumeMounts: [{name: work, mountPath: /work}]
    - name: second
      securityContext: {runAsUser: 0, seccompProfile: {type: RuntimeDefault}}
      container:
        image: busybox
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`
const ofWorkflow =
  '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, path: "spec.templates[*].container", holds: containers, pod: spec}'

const taskRun = `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: t}
spec:
  podTemplate: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}}
  taskSpec:
    steps:
      - {name: one, image: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}
      - {name: two, image: a, securityContext: {privileged: true}}
`
const ofTaskRun =
  '{apiVersion: tekton.dev/v1, kind: TaskRun, path: spec.taskSpec.steps, holds: containers, pod: spec.podTemplate}'

const config = `apiVersion: v1
kind: ConfigMap
metadata: {name: oz}
data:
  other: |
    x
  podTemplate: |
    metadata:
      labels: {a: b}
    spec:
      hostNetwork: true
      containers:
        - name: worker
          image: a
`
const ofConfig = '{apiVersion: v1, kind: ConfigMap, name: oz, path: data.podTemplate, holds: text}'

/** Every violation: its line, its field and what is wrong. */
const judged: Readonly<
  Record<string, { readonly text: string; readonly rows: string; readonly want: readonly string[] }>
> = {
  'each container of a workflow is a pod, and what is nearer counts': {
    text: workflow,
    rows: ofWorkflow,
    want: [
      // Both pods have it, and it is one field.
      '10 spec.volumes[0].hostPath restrictedVolumes',
      '13 spec.templates[0].container.securityContext.allowPrivilegeEscalation allowPrivilegeEscalation',
      '13 spec.templates[0].container.securityContext.capabilities.drop capabilities_restricted',
      '20 spec.templates[1].container.securityContext.runAsNonRoot runAsNonRoot',
      '17 spec.templates[1].securityContext.runAsUser runAsUser',
    ],
  },
  'the steps of a task are one pod': {
    text: taskRun,
    rows: ofTaskRun,
    want: [
      '9 spec.taskSpec.steps[1].securityContext.allowPrivilegeEscalation allowPrivilegeEscalation',
      '9 spec.taskSpec.steps[1].securityContext.capabilities.drop capabilities_restricted',
      '9 spec.taskSpec.steps[1].securityContext.privileged privileged',
    ],
  },
  'a text has its own lines': {
    text: config,
    rows: ofConfig,
    want: [
      '11 data.podTemplate.spec.hostNetwork hostNamespaces',
      '13 data.podTemplate.spec.containers[0].securityContext.allowPrivilegeEscalation allowPrivilegeEscalation',
      '13 data.podTemplate.spec.containers[0].securityContext.capabilities.drop capabilities_restricted',
      '13 data.podTemplate.spec.containers[0].securityContext.runAsNonRoot runAsNonRoot',
      '13 data.podTemplate.spec.containers[0].securityContext.seccompProfile.type seccompProfile_restricted',
    ],
  },
}

table('a pod that is gathered', judged, ({ text, rows, want }) => {
  const { findings, objects } = check(text, { policy: policyOf(rows) })
  const places = findings.flatMap(({ code, place }) => (code === 'pod-security' ? formatPath(place.path ?? []) : []))
  const reported = objects.flatMap(
    ({ podSecurity }) => podSecurity?.violations.map(({ path }) => formatPath(path)) ?? [],
  )
  assert.equal(
    reported.filter(path => !places.includes(path)),
    [],
  )
  const got = findings.flatMap(finding =>
    finding.code === 'pod-security'
      ? [`${finding.place.position.line} ${formatPath(finding.place.path ?? [])} ${finding.check}`]
      : [],
  )
  assert.equal(got.toSorted(), want.toSorted())
})

table('a pod that is gathered is never edited', judged, ({ text, rows }) => {
  const { text: after, remaining } = harden(text, policyOf(rows))
  assert.is(after, text)
  assert.ok(remaining.some(({ code }) => code === 'pod-security'))
})

situation('one warning says that a pod which hardening would change is not edited', () => {
  const { remaining } = harden(config, policyOf(ofConfig))
  const refused = remaining.filter(({ code }) => code === 'edit-refused')
  assert.equal(
    refused.map(({ place }) => formatPath(place.path ?? [])),
    ['data.podTemplate.spec'],
  )
})

situation('a mount of a bare container is judged with the volumes further out', () => {
  const nas = 'storageClasses: {nas: {source: nfs, root: {owner: "0:0", mode: "0755"}}}'
  const policy = readPolicy(
    `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${nas}\nworkloads: [${ofWorkflow}]\n`,
    'seaworthy.yaml',
  )
  const [finding] = check(workflow, { policy }).findings.filter(({ code }) => code === 'volume-not-writable')
  assert.is(formatPath(finding?.place.path ?? []), 'spec.templates[0].container.volumeMounts[0]')
})

const web =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w, namespace: ns}\nspec: {template: {spec: {containers: [{name: a, image: "nginx:1"}]}}}\n'

/** The rows of a policy that are told to be of no use for a Deployment of nginx in namespace ns. */
table(
  'a row of the policy of no use',
  {
    'an image that is there': { rows: 'images: {nginx: {user: 1}}', want: [] },
    'an image with its tag': { rows: 'images: {"docker.io/library/nginx:1": {user: 1}}', want: [] },
    'an image that is not there': { rows: 'images: {ngnix: {user: 1}}', want: ['images ngnix'] },
    'the image of init containers': { rows: 'images: {"busybox:1.37": {user: 0}}', want: [] },
    'classes that nobody names': {
      rows: 'storageClasses: {a: {profile: aws-ebs}, b: {profile: aws-ebs}}',
      want: ['storageClasses a b'],
    },
    'a claim that nobody mounts': { rows: 'claims: {ns/a: {profile: aws-ebs}}', want: ['claims ns/a'] },
    'a rule for the namespace': { rows: 'namespaces: [{match: ns, level: baseline}]', want: [] },
    'a rule behind one that decides': {
      rows: 'namespaces: [{match: "*", level: baseline}, {match: ns, level: baseline}]',
      want: ['namespaces ns'],
    },
    'a kind that is not there': {
      rows: 'workloads: [{apiVersion: x.io/v1, kind: Widget, path: spec}]',
      want: ['workloads Widget spec'],
    },
    'a path that leads nowhere': {
      rows: 'workloads: [{apiVersion: apps/v1, kind: Deployment, path: spec.tmpl}]',
      want: ['workloads Deployment spec.tmpl nowhere'],
    },
    'a path that leads to a pod': {
      rows: 'workloads: [{apiVersion: apps/v1, kind: Deployment, path: spec.template}]',
      want: [],
    },
  },
  ({ rows, want }) => {
    const policy = readPolicy(`apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${rows}\n`, 'seaworthy.yaml')
    const got = check(web, { policy }).findings.flatMap(finding =>
      finding.code === 'policy-row-unused'
        ? [[finding.section, ...finding.names, ...(finding.leadsNowhere ? ['nowhere'] : [])].join(' ')]
        : [],
    )
    assert.equal(got, want)
  },
)
