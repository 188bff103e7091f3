import * as assert from 'uvu/assert'
import { sentenceOf } from '../../src/report/words/sentence.ts'
import { podHolders } from '../../src/workload/pod/pod-holder.ts'
import { table } from '../table.ts'
import { objectsIn } from './read.ts'

const custom = (body: string) => `apiVersion: x.io/v1\nkind: Widget\nmetadata: {name: w}\n${body}\n`
const config = (text: string, key = 'pod.yaml') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {${key}: ${JSON.stringify(text)}}\n`
const pod = 'spec: {containers: [{name: a, image: b}]}'

/** The row of the policy that each would be taught by, without the kind. */
const taught: Readonly<Record<string, { readonly text: string; readonly want: readonly string[] }>> = {
  'a pod template': { text: custom(`spec: {template: {${pod}}}`), want: ['path: spec.template'] },
  'a pod template whose image an operator fills in': {
    text: custom('spec: {template: {spec: {containers: [{name: a}]}}}'),
    want: ['path: spec.template'],
  },
  'a list of templates, once': {
    text: custom(`spec: {sets: [{template: {${pod}}}, {template: {${pod}}}]}`),
    want: ['path: "spec.sets[*].template"'],
  },
  'a pod spec': { text: custom(`spec: {containers: [{name: a, image: b}]}`), want: ['path: spec, holds: podSpec'] },
  'init containers alone': {
    text: custom('spec: {size: 1, initContainers: [{name: a, image: b}]}'),
    want: ['path: spec, holds: podSpec'],
  },
  'steps of one pod': {
    text: custom('spec: {steps: [{name: a, image: b, script: c}]}'),
    want: ['path: spec.steps, holds: containers'],
  },
  'steps without names': { text: custom('spec: {steps: [{image: b}]}'), want: ['path: spec.steps, holds: containers'] },
  'lone containers with the fields of their pods further out': {
    text: custom('spec: {securityContext: {runAsUser: 1}, templates: [{container: {image: b, command: [c]}}]}'),
    want: ['path: "spec.templates[*].container", holds: containers, pod: spec'],
  },
  'steps with a template of the pod beside their task': {
    text: custom('spec: {podTemplate: {securityContext: {fsGroup: 1}}, taskSpec: {steps: [{image: b}]}}'),
    want: ['path: spec.taskSpec.steps, holds: containers, pod: spec.podTemplate'],
  },
  'a pod in a text': {
    text: config(`apiVersion: v1\nkind: Pod\n${pod}`),
    want: ['name: c, path: "data[\\"pod.yaml\\"]", holds: text'],
  },
  'a pod template in a text': { text: config(pod, 'a'), want: ['name: c, path: data.a, holds: text'] },
  'a pod spec in a text': {
    text: config('containers: [{name: a, image: b}]', 'a'),
    want: ['name: c, path: data.a, holds: text'],
  },
}

table('what would teach', taught, ({ text, want }) => {
  const got = objectsIn(text).flatMap(object =>
    podHolders(object, []).map(({ row }) => {
      const { advice } = sentenceOf({ code: 'unknown-pod-holder', kind: { apiVersion: 'x/v1', kind: 'W' }, row })
      return advice?.replace(/^.*kind: W, (.*) }\]$/, '$1')
    }),
  )
  assert.equal(got, want)
})

const of = (apiVersion: string, kind: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: w}\nspec: {template: {${pod}}}\n`

table(
  'nobody is asked about',
  {
    'a kind that is known': { text: of('argoproj.io/v1alpha1', 'Rollout') },
    'a kind of Kubernetes': { text: of('apps/v1', 'Deployment') },
    'a definition': { text: of('apiextensions.k8s.io/v1', 'CustomResourceDefinition') },
    'a pattern': { text: of('kyverno.io/v1', 'ClusterPolicy') },
    'a newer pattern': { text: of('policies.kyverno.io/v1alpha1', 'MutatingPolicy') },
    'the values of a release': { text: of('helm.toolkit.fluxcd.io/v2', 'HelmRelease') },
    'the patches of a kustomization': { text: of('kustomize.toolkit.fluxcd.io/v1', 'Kustomization') },
    'a kustomization file': { text: of('kustomize.config.k8s.io/v1beta1', 'Kustomization') },
    'the values of an application': { text: of('argoproj.io/v1alpha1', 'Application') },
    'the values of a chart of k3s': { text: of('helm.cattle.io/v1', 'HelmChart') },
    'an object that says why': {
      text: custom(`spec: {template: {${pod}}}`).replace('w}', 'w, annotations: {seaworthy.dev/skip: read by us}}'),
    },
    'the helper pod of local-path': { text: config(pod, 'helperPod.yaml') },
    'images that are mirrored': { text: custom('spec: {relatedImages: [{name: a, image: b}]}') },
    'an image alone': { text: custom('spec: {image: b, resources: {}}') },
    'a Deployment in a text, which somebody deploys': {
      text: config(`apiVersion: apps/v1\nkind: Deployment\nspec: {template: {${pod}}}`, 'a'),
    },
    'a text that is no YAML': { text: config('containers:\n- name: {{ .Name }}\n  image: b\n') },
    'a dashboard': { text: config('{"panels": [{"title": "containers: 5"}]}') },
  },
  ({ text }) =>
    assert.equal(
      objectsIn(text).flatMap(object => podHolders(object, [])),
      [],
    ),
)
