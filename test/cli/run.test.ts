import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { callWith } from './call.ts'

const worker = 'name: w\nnamespace: agents\nworker: { image: { repository: registry.example.com/w, tag: "1.0" } }\n'
const agent = 'name: a\nnamespace: agents\nagent: { image: { repository: registry.example.com/a, tag: "1.0" } }\n'
const files = {
  'worker.yaml': worker,
  'agent.yaml': agent,
  'both.yaml': worker.replace('{ image', '{ namespace: jobs, image'),
}
const ready = ['worker-job', '-f', 'worker.yaml']

/** What is wrong without a cluster is said without one. */
const wrong: Readonly<Record<string, { readonly args: readonly string[]; readonly says: RegExp }>> = {
  'nothing to run': { args: [], says: /^run: expected worker-job/ },
  'no values': {
    args: ['worker-job', '--task', 'id=a'],
    says: /^run worker-job: found no values, expected -f FILE or --set/,
  },
  'no task': { args: ready, says: /^run: say which task/ },
  'a task without a value': {
    args: [...ready, '--task', 'x'],
    says: /^--task: character 2: found the end after the key "x", expected "=" and a value\n--task x\n {8}\^\n$/,
  },
  'a task without an id': { args: [...ready, '--task', 'id='], says: /^id: found string ""/ },
  'a task with a misspelt field': {
    args: [...ready, '--task', 'id=a,promt=b'],
    says: /^promt: found a key .* prompt\?/,
  },
  'values without a worker': {
    args: ['worker-job', '-f', 'agent.yaml', '--task', 'id=a'],
    says: /^worker: found nothing, expected the section that the template prints\n$/,
  },
  'no time at all': {
    args: [...ready, '--task', 'id=a', '--timeout', '0'],
    says: /^--timeout: found "0", expected more than 0; leave it out for no limit\n$/,
  },
  'a time that is none': { args: [...ready, '--task', 'id=a', '--timeout', '1d'], says: /^--timeout: found "1d"/ },
  'another namespace than that of the values': {
    args: [...ready, '--task', 'id=a', '-n', 'prod'],
    says: /^--namespace: found "prod", but worker\.yaml:2:1 puts the Job into "agents"; leave it out, or add --set namespace=prod\n$/,
  },
  'another namespace than that of the worker': {
    args: ['worker-job', '-f', 'both.yaml', '--task', 'id=a', '-n', 'agents'],
    says: /^--namespace: found "agents", but both\.yaml:3:11 puts the Job into "jobs"; .* --set worker\.namespace=agents\n$/,
  },
  'another namespace than that of an option': {
    args: [...ready, '--set', 'namespace=jobs', '--task', 'id=a', '-n', 'agents'],
    says: /^--namespace: found "agents", but --set namespace=jobs puts the Job into "jobs"; /,
  },
  'a format of another command': {
    args: [...ready, '--task', 'id=a', '--format', 'sarif'],
    says: /^--format: found "sarif"/,
  },
}

table('run refuses', wrong, async ({ args, says }) => {
  const { code, stdout, stderr } = await callWith(['run', ...args], { files })
  assert.equal({ code, stdout }, { code: 2, stdout: '' }, stderr)
  assert.match(stderr.replace(/^seaworthy: /, ''), says)
})

const agreed: Readonly<Record<string, readonly string[]>> = {
  'the same as in the values': ['-n', 'agents'],
  'said by --set': ['-n', 'prod', '--set', 'namespace=prod'],
}

table('run asks a cluster about a namespace', agreed, async more => {
  const { code, stderr } = await callWith(['run', ...ready, '--task', 'id=a', ...more], { files })
  assert.is(code, 3)
  assert.match(stderr, /^seaworthy: there is no kubeconfig/)
})
