import * as assert from 'uvu/assert'
import { otherFiles } from '../../src/knowledge/kinds/other-files.ts'
import { otherFileWords } from '../../src/report/words/other-file-words.ts'
import { notManifests } from '../../src/run/other-file.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText, policyText, restrictedContext } from './manifests.ts'

const sound = podText({ context: restrictedContext })
const api = 'apiVersion: '

/** A file of another program: its path, its text, and the words that say what it is. */
const others: Readonly<Record<string, readonly [file: string, text: string, says: RegExp]>> = {
  'values of a chart': [
    'values.yaml',
    'image: { tag: "1" }\n',
    /values of a Helm chart \[.*folder, and them with -f$/s,
  ],
  'values that name a kind': ['values.yaml', 'controller:\n  kind: DaemonSet\n', /values of a Helm chart/],
  'values that hold objects': ['values.yaml', `extra:\n  - {${api}v1, kind: Secret}\n`, /values of a Helm chart/],
  'values by another name': ['values-prod.yaml', 'replicas: 2\n', /values of a Helm chart/],
  'values by their ending': ['web.values.yml', 'replicas: 2\n', /values of a Helm chart/],
  'a chart': ['Chart.yaml', `${api}v2\nname: web\nversion: 1.0.0\n`, /a Helm chart \[.*name its folder$/s],
  'a kustomization': ['kustomization.yaml', 'resources: [a.yaml]\n', /a kustomization \[.*name its folder$/s],
  'a kustomization with its kind': [
    'kustomization.yml',
    `${api}kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n`,
    /a kustomization/,
  ],
  'a component': ['c.yaml', `${api}kustomize.config.k8s.io/v1alpha1\nkind: Component\n`, /a kustomization/],
  'a helmfile': ['helmfile.yaml', 'releases: [{ name: a, chart: ./c }]\n', /a helmfile \[.*helmfile template \|/s],
  'a helmfile by its content': ['x.yaml', 'repositories: []\nreleases: []\n', /a helmfile/],
  'a compose file': ['docker-compose.yml', 'services: { web: { image: nginx } }\n', /a Compose file/],
  'a compose file by its new name': ['compose.prod.yaml', 'services: {}\n', /a Compose file/],
  'a workflow': ['.github/workflows/ci.yml', 'on: push\njobs: {}\n', /a workflow or action of GitHub/],
  'an action': ['action.yml', 'name: a\nruns: { using: composite }\n', /a workflow or action of GitHub/],
  'a pipeline of GitLab': ['.gitlab-ci.yml', 'stages: [a]\n', /a configuration of CI/],
  'a part of one': ['ci/web.gitlab-ci.yml', 'stages: [a]\n', /a configuration of CI/],
  'a pipeline of CircleCI': ['.circleci/config.yml', 'version: 2.1\n', /a configuration of CI/],
  'a pipeline with a kind': ['.drone.yml', 'kind: pipeline\ntype: docker\n', /a configuration of CI/],
  'a policy': ['seaworthy.yaml', policyText('level: restricted'), /a policy of Seaworthy \[.*--policy; name/s],
  'a policy in flow style': ['p.yaml', `{${api}seaworthy.dev/v1alpha1, kind: Policy}\n`, /a policy of Seaworthy/],
  'a lock': ['old.lock.yaml', `${api}seaworthy.dev/v1alpha1\nkind: Lock\nimages: {}\n`, /a lock of Seaworthy/],
  'a fleet': ['fleet.yaml', `${api}seaworthy.dev/v1alpha1\nkind: Fleet\n`, /a fleet of Seaworthy \[.*fleet reads it$/s],
  'a report': ['r.json', `{"apiVersion": "seaworthy.dev/v1alpha1", "kind": "Report"}\n`, /what Seaworthy wrote/],
  'an API': ['openapi.yaml', 'openapi: 3.0.0\ninfo: { title: a }\n', /the description of an API/],
  'an old API': ['swagger.json', '{"swagger": "2.0", "info": {}}\n', /the description of an API/],
  'a package': ['package.json', '{"name": "a", "version": "1.0.0"}\n', /a package of npm/],
  'a schema of values': ['values.schema.json', '{"type": "object"}\n', /a JSON Schema/],
  'a schema': ['x.json', '{"$schema": "a", "properties": {}}\n', /a JSON Schema/],
  'a kubeconfig': ['config.yaml', `${api}v1\nkind: Config\nclusters: []\ncontexts: []\n`, /a kubeconfig/],
  'a cluster of kind': ['kind.yaml', `${api}kind.x-k8s.io/v1alpha4\nkind: Cluster\n`, /the configuration of a cluster/],
  'a cluster of kubeadm': [
    'kubeadm.yaml',
    `${api}kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n---\n${api}kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n`,
    /the configuration of a cluster/,
  ],
  'a cluster of k3d': ['k3d.yaml', `${api}k3d.io/v1alpha5\nkind: Simple\n`, /the configuration of a cluster/],
  'a file of Skaffold': ['skaffold.yaml', `${api}skaffold/v4beta11\nkind: Config\n`, /a configuration of Skaffold/],
  'a playbook': ['site.yaml', '- hosts: all\n', /nothing in it has a kind \[.*apiVersion and kind$/s],
  'anything else': ['x.yaml', 'a: 1\n---\nb: 2\n', /nothing in it has a kind/],
  nothing: ['out.yaml', '\n', /it is empty \[.*did the command that wrote it fail\?$/s],
}

const files = (file: string, text: string) => ({ [file]: text, '.git/HEAD': '' })

table('a file that is named and holds no object is a warning:', others, async ([file, text, says]) => {
  const lax = await call(`check ${file} --policy p`, { files: { ...files(file, text), p: policyText() } })
  const [told, rest] = lax.stdout.split('\n\n')
  assert.match(told ?? '', says)
  assert.match(told ?? '', new RegExp(`^${file.replaceAll('.', '\\.')}:1:1: warning: holds no Kubernetes object: `))
  assert.equal([lax.code, rest], [0, '1 warning in 0 pods of 0 objects; policy p\n'])
  const strict = await call(`check ${file} --strict --policy p`, { files: { ...files(file, text), p: policyText() } })
  assert.is(strict.code, 1)
})

table('in a folder it fails nothing, and is a note or nothing:', others, async ([file, text]) => {
  const world = { files: { [`in/x/${file}`]: text, 'in/pod.yaml': sound, '.git/HEAD': '' } }
  const { code, stdout } = await call('check in --strict', world)
  assert.match(
    stdout,
    /^(no findings|in\/x\/.*:1:1: note: holds no Kubernetes object: [\s\S]*\n1 note) in 1 pod of 1 object/,
  )
  assert.is(code, 0)
})

situation('every row of the table, and all its words, are tried here', () => {
  const tried = new Set(Object.values(others).map(([file, text]) => notManifests({ file, text })?.is))
  assert.equal(
    otherFiles.filter(({ is }) => !tried.has(is)),
    [],
  )
  for (const { is } of otherFiles) assert.ok(otherFileWords(is).advice)
})

table(
  'what is or may be an object is none of these:',
  {
    'a file of comments': ['a.yaml', '# nothing\n---\n# more\n'],
    'an object in a file of values': ['values.yaml', sound],
    'a kustomization of Flux': ['kustomization.yaml', `${api}kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n`],
    'an object behind values': ['values.yaml', `a: 1\n---\n${sound}`],
    'a list of objects': ['a.yaml', `- ${api}v1\n  kind: Pod\n`],
    'an object without a kind': ['a.yaml', `${api}v1\nmetadata: { name: a }\n`],
    'what cannot be read': ['values.yaml', 'a: {\n'],
    'a text': ['a.yaml', 'Error\n'],
    'a Config of a program': ['a.yaml', `${api}v1\nkind: Config\n`],
  },
  ([file = '', text = '']) => assert.is(notManifests({ file, text }), undefined),
)

situation('an object without a kind fails, strict or not', async () => {
  const world = { files: { 'a.yaml': `${api}v1\nmetadata: { name: a }\n` } }
  const { code, stdout } = await call('check a.yaml', world)
  assert.match(stdout, /^a\.yaml:1:1: an object needs kind /)
  assert.is(code, 1)
})

situation('a folder in which no file holds an object is refused', async () => {
  const world = { files: { 'in/a.yaml': 'a: 1\n', 'in/b.json': '{}\n', 'pod.yaml': sound } }
  for (const command of ['check in', 'check pod.yaml in', 'explain in', 'fix in', 'init in']) {
    const { code, stderr } = await call(command, world)
    assert.is(code, 2)
    assert.is(stderr, 'seaworthy: in: no file in the folder holds a Kubernetes object: in/a.yaml, in/b.json\n')
  }
})

situation('a folder of comments is a chart that renders nothing', async () => {
  const { code } = await call('check in --strict', { files: { 'in/a.yaml': '# Source: web/templates/a.yaml\n' } })
  assert.is(code, 0)
})

situation('what is piped in is an error, and says what it is where it can', async () => {
  const { code, stdout } = await call('check', { stdin: 'openapi: 3.0.0\ninfo: {}\n' })
  assert.match(stdout, /^-:1:1: holds no Kubernetes object: it is the description of an API \[no-object\]$/m)
  assert.is(code, 1)
})

table('nothing is made of it by', { export: 'export --as kustomize', init: 'init', lock: 'lock' }, async command => {
  const got = await call(`${command} values.yaml`, { files: { 'values.yaml': 'a: 1\n' } })
  assert.equal([got.code, got.stdout], [2, ''])
  assert.match(got.stderr, /^seaworthy: values\.yaml: holds no Kubernetes object: it is values of a Helm chart; to /)
})

situation('beside manifests it is said, and the rest is done', async () => {
  const got = await call('export --as kustomize pod.yaml x.yaml', { files: { 'pod.yaml': sound, 'x.yaml': 'a: 1\n' } })
  assert.is(got.code, 0)
  assert.match(got.stderr, /^seaworthy: x\.yaml: holds no Kubernetes object: /)
})

situation('fix leaves it as it is', async () => {
  const got = await call('fix --write values.yaml pod.yaml', {
    files: { 'values.yaml': 'a: 1\n', 'pod.yaml': podText() },
  })
  assert.match(got.stderr, /values\.yaml:1:1: warning: holds no Kubernetes object/)
  assert.equal([got.files['values.yaml'], got.stdout], ['a: 1\n', 'wrote pod.yaml\n'])
})

situation('one of many documents is told in its place', async () => {
  const many = Array.from({ length: 600 }, (_, index) => `${api}v1\nkind: Secret\nmetadata: { name: s-${index} }\n`)
  const world = { files: { 'a.yaml': 'a: 1\n', 'b.yaml': many.join('---\n') } }
  const { code, stdout } = await call('check a.yaml b.yaml --strict', world)
  assert.match(stdout, /^a\.yaml:1:1: warning: holds no Kubernetes object/)
  assert.match(stdout, /^1 warning in 0 pods of 600 objects/m)
  assert.is(code, 1)
})
