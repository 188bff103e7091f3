import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { exemptible } from '../../src/knowledge/checks/check-names.ts'
import { readPolicy } from '../../src/policy/policy.ts'
import { defaultHarden, defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { situation, table } from '../table.ts'
import { examplePolicy, policyWith } from './example.ts'

function read(text: string) {
  return readPolicy(text, 'seaworthy.yaml')
}

/** The lines of the one error, without the file. */
function problems(text: string): string[] {
  try {
    read(text)
    return []
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    assert.is(error.code, 'BAD_POLICY')
    return error.message.split('\n').map(line => line.replace(/^seaworthy\.yaml:/, ''))
  }
}

situation('the smallest policy is the default', () => {
  const settings = { ...defaultSettings, policyFile: 'seaworthy.yaml' }
  assert.equal(read(policyWith('')), { settings, golden: [], exclude: [], paths: [] })
})

situation('the example becomes settings', () => {
  const { settings, golden, report } = read(examplePolicy)
  assert.equal(settings, {
    ...defaultSettings,
    levelFromPolicy: true,
    namespaces: [{ match: 'agent-*', level: 'baseline' }],
    storageClasses: new Map([
      ['local-path', { profile: 'rancher-local-path' }],
      ['slow-disk', { source: 'hostPath', root: { uid: 1000, gid: 1000, mode: '0755' } }],
      ['csi-block', { source: 'csi', fsGroup: 'honoured', root: { uid: 0, gid: 0, mode: '0755' } }],
    ] as const),
    defaultStorageClass: 'local-path',
    images: new Map([
      ['docker.io/grafana/grafana', { user: { uid: 472, gid: 0 }, from: 'images of the policy' }],
      [
        'registry.example.com/db',
        {
          user: { uid: 0, gid: 0 },
          switchesTo: { uid: 999, gid: 999 },
          capabilities: ['CHOWN', 'SETUID', 'SETGID'],
          shell: true,
          requiresOwnership: true,
          writablePaths: ['/tmp'],
          from: 'images of the policy',
        },
      ],
    ] as const),
    workloads: [{ group: 'argoproj.io', kind: 'Rollout', path: ['spec', 'template'] }],
    harden: { ...defaultHarden, fields: true, runAs: { user: 65532, group: 65532 } },
    exemptions: [
      {
        kind: 'DaemonSet',
        namespace: '*',
        name: '*node-exporter',
        container: '*',
        checks: ['hostPathVolumes', 'hostNamespaces'],
        reason: 'reads /proc of the node',
        expires: '2027-06-30',
        position: { line: 26, column: 5 },
      },
    ],
    policyFile: 'seaworthy.yaml',
  })
  assert.equal(golden, [
    {
      name: 'agent',
      file: 'golden/agent.yaml',
      input: { kind: 'template', template: 'agent', values: ['values/agent.yaml'] },
      mask: [],
      position: { line: 28, column: 5 },
    },
    {
      name: 'web',
      file: 'golden/web.helm4.yaml',
      input: { kind: 'chart', chart: 'charts/web', values: [], helm: 4 },
      mask: [{ object: 'Secret/web', path: 'data.password' }],
      position: { line: 29, column: 5 },
    },
    {
      name: 'vendor',
      file: 'golden/vendor.yaml',
      input: { kind: 'stream', stream: 'streams/vendor.helm3.yaml' },
      mask: [],
      position: { line: 30, column: 5 },
    },
  ])
  assert.is(report, 'seaworthy-report.json')
})

interface SettingRow {
  readonly text: string
  readonly got: (settings: Settings) => unknown
  readonly want: unknown
}
const image = (settings: Settings) => [...settings.images]
const rootOf = (settings: Settings) => settings.storageClasses.get('a')?.root
const from = 'images of the policy'
const rows: Readonly<Record<string, SettingRow>> = {
  'a version': { text: 'levelVersion: v1.30', got: s => s.levelVersion, want: 30 },
  'a level': { text: 'level: baseline', got: s => [s.level, s.levelFromPolicy], want: ['baseline', true] },
  'the version of a rule': {
    text: 'namespaces: [{ match: a, level: baseline, levelVersion: v1.24 }]',
    got: s => s.namespaces,
    want: [{ match: 'a', level: 'baseline', version: 24 }],
  },
  'an image without its registry': {
    text: 'images: { nginx: { user: 101 } }',
    got: image,
    want: [['docker.io/library/nginx', { user: { uid: 101 }, from }]],
  },
  'an image with a tag': {
    text: 'images: { "nginx:1.27": { user: 101 } }',
    got: image,
    want: [['docker.io/library/nginx:1.27', { user: { uid: 101 }, from }]],
  },
  root: {
    text: 'images: { a.io/b: { user: root } }',
    got: image,
    want: [['a.io/b', { user: { uid: 0, gid: 0 }, from }]],
  },
  'uid 0': {
    text: 'images: { a.io/b: { user: 0, group: 5 } }',
    got: image,
    want: [['a.io/b', { user: { uid: 0, gid: 5 }, from }]],
  },
  'a named user': {
    text: 'images: { a.io/b: { user: node } }',
    got: image,
    want: [['a.io/b', { user: { name: 'node' }, from }]],
  },
  'a named user whose uid is known': {
    text: 'images: { a.io/b: { user: 1000, name: node, group: 1000 } }',
    got: image,
    want: [['a.io/b', { user: { uid: 1000, name: 'node', gid: 1000 }, from }]],
  },
  'an image that drops starts as root': {
    text: 'images: { a.io/b: { switchesTo: "70:71" } }',
    got: image,
    want: [['a.io/b', { user: { uid: 0, gid: 0 }, switchesTo: { uid: 70, gid: 71 }, from }]],
  },
  'an image of which nothing is said': { text: 'images: { a.io/b: {} }', got: image, want: [['a.io/b', { from }]] },
  'an owner without quotes': {
    text: 'storageClasses: { a: { source: local, root: { owner: 1000:1000, mode: "0755" } } }',
    got: rootOf,
    want: { uid: 1000, gid: 1000, mode: '0755' },
  },
  'a mode of three digits': {
    text: 'storageClasses: { a: { source: local, root: { owner: "0:0", mode: "775" } } }',
    got: rootOf,
    want: { uid: 0, gid: 0, mode: '0775' },
  },
  'a mode without quotes': {
    text: 'storageClasses: { a: { source: local, root: { owner: "0:0", mode: 0755 } } }',
    got: rootOf,
    want: { uid: 0, gid: 0, mode: '0755' },
  },
  'a mode with a special bit': {
    text: 'storageClasses: { a: { source: local, root: { owner: "0:0", mode: 02775 } } }',
    got: rootOf,
    want: { uid: 0, gid: 0, mode: '2775' },
  },
  'a mode of five digits': {
    text: 'storageClasses: { a: { source: local, root: { owner: "0:0", mode: "01777" } } }',
    got: rootOf,
    want: { uid: 0, gid: 0, mode: '1777' },
  },
  'a path with items': {
    text: 'workloads: [{ apiVersion: x.io/v1, kind: A, path: "spec.jobs[*].template" }]',
    got: s => s.workloads,
    want: [{ group: 'x.io', kind: 'A', path: ['spec', 'jobs', '*', 'template'] }],
  },
  'volumes are off, unquoted': { text: 'harden: { volumes: off }', got: s => s.harden.volumes, want: 'off' },
  'volumes are off, quoted': { text: 'harden: { volumes: "off" }', got: s => s.harden.volumes, want: 'off' },
  'resources of the init container': {
    text: 'harden: { initResources: { limits: { cpu: 1, memory: 64Mi } } }',
    got: s => s.harden.initResources,
    want: { limits: { cpu: '1', memory: '64Mi' } },
  },
  'an exemption covers everything it does not name': {
    text: 'exemptions: [{ checks: ["*"], reason: " vendored " }]',
    got: s => s.exemptions,
    want: [
      {
        kind: '*',
        namespace: '*',
        name: '*',
        container: '*',
        checks: ['*'],
        reason: 'vendored',
        position: { line: 3, column: 14 },
      },
    ],
  },
}
table('readPolicy reads', rows, ({ text, got, want }) =>
  assert.equal(got(read(policyWith(`${text}\n`)).settings), want),
)

table(
  'readPolicy refuses',
  {
    nothing: {
      text: '',
      want: [' found nothing, expected a map with apiVersion: seaworthy.dev/v1alpha1 and kind: Policy'],
    },
    'a list': { text: '- a\n', want: ['1:1: found a list, expected a map'] },
    'a key that is there twice': {
      text: policyWith('level: privileged\nlevel: restricted\n'),
      want: ['4:1: the key "level" appears twice'],
    },
    'a key that is there twice, further down': {
      text: policyWith('images: { a: { user: 1, user: 2 } }\n'),
      want: ['3:25: the key "user" appears twice'],
    },
    'two documents': { text: `${policyWith('')}---\na: b\n`, want: ['4:1: found a second document, expected one'] },
    'another version and kind': {
      text: 'apiVersion: v1\nkind: Pod\n',
      want: [
        '1:1: apiVersion: found string "v1", expected seaworthy.dev/v1alpha1',
        '2:1: kind: found string "Pod", expected Policy',
      ],
    },
    'no kind': { text: 'apiVersion: seaworthy.dev/v1alpha1\n', want: ['1:1: kind: found nothing, expected Policy'] },
    'a misspelt key': {
      text: policyWith('levle: baseline\n'),
      want: ['3:1: levle: found a key that a policy does not have; did you mean level?'],
    },
    'a misspelt key in an item': {
      text: policyWith('exemptions:\n  - { check: [a], checks: [hostPorts], reason: b }\n'),
      want: ['4:7: exemptions[0].check: found a key that a policy does not have; did you mean checks?'],
    },
    'a misspelt key below any key': {
      text: policyWith('images:\n  a.io/b:\n    usr: 5\n'),
      want: ['5:5: images["a.io/b"].usr: found a key that a policy does not have; did you mean user?'],
    },
    'keys that were renamed': {
      text: policyWith(
        'images:\n  a.io/b:\n    dropsTo: "5:5"\n    keepsRoot: true\n    ownsItsRoot: true\n    fragile: why\n',
      ),
      want: [
        '5:5: images["a.io/b"].dropsTo: was renamed switchesTo',
        '6:5: images["a.io/b"].keepsRoot: was renamed parentStaysRoot',
        '7:5: images["a.io/b"].ownsItsRoot: was renamed requiresOwnership',
        '8:5: images["a.io/b"].fragile: was renamed hardeningRisk',
      ],
    },
    'a key like no other': {
      text: policyWith('namespaces: [{ match: a, level: baseline, zzzzzz: 1 }]\n'),
      want: [
        '3:43: namespaces[0].zzzzzz: found a key that a policy does not have; expected match, level, levelVersion',
      ],
    },
    'a misspelt level': {
      text: policyWith('level: restrictd\n'),
      want: [
        '3:1: level: found string "restrictd", expected one of privileged, baseline, restricted; did you mean restricted?',
      ],
    },
    'a version that is a number': {
      text: policyWith('levelVersion: 1.30\n'),
      want: ['3:1: levelVersion: found number 1.3, expected "latest" or "v1.x" up to v1.37, as in v1.36'],
    },
    'a patch version': {
      text: policyWith('levelVersion: v1.30.1\n'),
      want: ['3:1: levelVersion: found string "v1.30.1", expected "latest" or "v1.x" up to v1.37, as in v1.36'],
    },
    'a version that is to come': {
      text: policyWith('levelVersion: v1.38\n'),
      want: ['3:1: levelVersion: found string "v1.38", expected "latest" or "v1.x" up to v1.37, as in v1.36'],
    },
    'globs of other programs': {
      text: policyWith(
        'exclude: ["[ab].yaml"]\nnamespaces: [{ match: "{a,b}", level: baseline }]\nexemptions: [{ name: "!a", checks: ["*"], reason: r }]\n',
      ),
      want: [
        '3:11: exclude[0]: found string "[ab].yaml", expected a glob of *, ** and ?; give one glob for each alternative, and write ? for a bracket in a name',
        '4:16: namespaces[0].match: found string "{a,b}", expected a glob of * and ?; give one glob for each alternative, and write ? for a bracket in a name',
        '5:16: exemptions[0].name: found string "!a", expected a glob of * and ?; nothing takes back what another glob matches',
      ],
    },
    'a mode in decimal': {
      text: policyWith('storageClasses:\n  a: { source: local, root: { owner: "0:0", mode: 755 } }\n'),
      want: ['4:45: storageClasses.a.root.mode: found number 755, expected an octal mode, as in "0755"'],
    },
    'a class without facts': {
      text: policyWith('storageClasses: { a: { chownable: true } }\n'),
      want: ['3:19: storageClasses.a: found a map, expected a profile or a source'],
    },
    'an id that is too large': {
      text: policyWith('images: { a.io/b: { switchesTo: "0:2147483648", group: 2147483648 } }\n'),
      want: [
        '3:21: images["a.io/b"].switchesTo: found string "0:2147483648", expected ids up to 2147483647',
        '3:49: images["a.io/b"].group: found number 2147483648, expected at most 2147483647',
      ],
    },
    'an image that drops but is not root': {
      text: policyWith('images: { a.io/b: { user: 5, switchesTo: "6:6" } }\n'),
      want: ['3:30: images["a.io/b"].switchesTo: only allowed when user is root'],
    },
    'an image that is no reference': {
      text: policyWith('images: { "A B": {} }\n'),
      want: ['3:11: images["A B"]: found string "A B", expected an image repository or reference'],
    },
    'a decree of root': {
      text: policyWith('harden: { runAs: { user: 0, group: 0 } }\n'),
      want: ['3:20: harden.runAs.user: found number 0, expected a uid other than 0'],
    },
    'an exemption without a reason': {
      text: policyWith('exemptions:\n  - { checks: [runAsUser] }\n  - { checks: [], reason: "" }\n'),
      want: [
        '4:5: exemptions[0].reason: found nothing, expected text',
        '5:7: exemptions[1].checks: found a list, expected at least one check, or "*"',
        '5:19: exemptions[1].reason: found string "", expected a reason',
      ],
    },
    'a misspelt check': {
      text: policyWith('exemptions: [{ checks: [privileged, hostPort], reason: b }]\n'),
      want: [
        `3:37: exemptions[0].checks[1]: found string "hostPort", expected one of ${exemptible.join(', ')}; did you mean hostPorts?`,
      ],
    },
    'a day that does not exist': {
      text: policyWith('exemptions: [{ checks: [privileged], reason: b, expires: 2027-02-30 }]\n'),
      want: ['3:49: exemptions[0].expires: found string "2027-02-30", expected a date, as in 2027-06-30'],
    },
    'a case with two inputs, and one with none': {
      text: policyWith('golden:\n  - { name: a, file: a, chart: c, stream: s }\n  - { name: b, file: b, helm: 3 }\n'),
      want: [
        '4:5: golden[0]: found a map, expected exactly one of template, chart and stream',
        '5:5: golden[1]: found a map, expected exactly one of template, chart and stream',
        '5:25: golden[1].helm: only allowed with a chart',
      ],
    },
    'two cases with one file': {
      text: policyWith('golden:\n  - { name: a, file: f, stream: s }\n  - { name: b, file: f, stream: t }\n'),
      want: ['5:16: golden[1].file: must be unique among golden cases'],
    },
    'everything at once, in the order of the file': {
      text: policyWith('report: 5\nlevl: x\nstorageClasses: { a: {} }\nharden: { volumes: fixx }\n'),
      want: [
        '3:1: report: found number 5, expected text',
        '4:1: levl: found a key that a policy does not have; did you mean level?',
        '5:19: storageClasses.a: found a map, expected a profile or a source',
        '6:11: harden.volumes: found string "fixx", expected one of off, report, fix; did you mean fix?',
      ],
    },
  },
  ({ text, want }) => assert.equal(problems(text), want),
)

situation('a policy that is no YAML names its line', () => {
  const [first = ''] = problems(policyWith('namespaces: [\n'))
  assert.match(first, /^\d+:\d+: /)
})

/** `mode: 755` is meant as 0755 by everybody who writes it; none of the usual modes slips through as a decimal. */
const modes = ['700', '711', '750', '755', '770', '775', '777', '1777', '2770', '2775']
table('a common mode is never read as decimal', Object.fromEntries(modes.map(mode => [mode, mode])), mode => {
  const text = (written: string) =>
    policyWith(`storageClasses: { a: { source: local, root: { owner: "0:0", mode: ${written} } } }\n`)
  assert.is(problems(text(mode)).length, 1)
  assert.is(read(text(`0${mode}`)).settings.storageClasses.get('a')?.root?.mode, mode.padStart(4, '0'))
})

const scopes = { on: 'on', true: 'on', off: 'off', false: 'off', full: 'full' } as const

table('which objects are held against the schema', scopes, (want, written) =>
  assert.is(readPolicy(policyWith(`schema: ${written}\n`), 'seaworthy.yaml').settings.schema, want),
)
