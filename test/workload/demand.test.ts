import * as assert from 'uvu/assert'
import { demandOf, namespaceLabels, namespaceOf } from '../../src/workload/settings/demand.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'
import { objectsIn } from './read.ts'

const pod = (namespace: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web${namespace && `, namespace: ${namespace}`}}\n`
const labelled = (labels: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ns1, labels: {${labels}}}\n---\n`
const enforce = 'pod-security.kubernetes.io/enforce'

interface Row {
  readonly text: string
  readonly settings?: Partial<Settings>
  readonly want: string
}

const rows: Readonly<Record<string, Row>> = {
  'nothing said': { text: pod(''), want: 'restricted latest default' },
  'the policy': {
    text: pod(''),
    settings: { level: 'baseline', levelFromPolicy: true },
    want: 'baseline latest policy',
  },
  'the option': { text: pod(''), settings: { level: 'baseline', levelForced: true }, want: 'baseline latest option' },
  'the option over a label': {
    text: labelled(`${enforce}: privileged`) + pod('ns1'),
    settings: { level: 'baseline', levelForced: true },
    want: 'baseline latest option',
  },
  'a rule': {
    text: pod('ns1'),
    settings: { namespaces: [{ match: 'ns*', level: 'baseline', version: 30 }] },
    want: 'baseline 30 namespaces',
  },
  'the first rule that matches': {
    text: pod('ns1'),
    settings: {
      namespaces: [
        { match: 'x', level: 'privileged' },
        { match: '*', level: 'baseline' },
        { match: 'ns1', level: 'restricted' },
      ],
    },
    want: 'baseline latest namespaces',
  },
  'a rule without a version takes the policy’s': {
    text: pod('ns1'),
    settings: { levelVersion: 28, namespaces: [{ match: 'ns1', level: 'baseline' }] },
    want: 'baseline 28 namespaces',
  },
  'no namespace is not matched by *': {
    text: pod(''),
    settings: { namespaces: [{ match: '*', level: 'baseline' }] },
    want: 'restricted latest default',
  },
  'no namespace is matched by nothing': {
    text: pod(''),
    settings: { namespaces: [{ match: '', level: 'baseline' }] },
    want: 'baseline latest namespaces',
  },
  '--namespace places what has none': {
    text: pod(''),
    settings: { namespace: 'ns1', namespaces: [{ match: 'ns1', level: 'baseline' }] },
    want: 'baseline latest namespaces',
  },
  '--namespace does not move what has one': {
    text: pod('other'),
    settings: { namespace: 'ns1', namespaces: [{ match: 'ns1', level: 'baseline' }] },
    want: 'restricted latest default',
  },
  'a label': { text: labelled(`${enforce}: baseline`) + pod('ns1'), want: 'baseline latest label' },
  'a label with its version': {
    text: labelled(`${enforce}: baseline, ${enforce}-version: v1.30`) + pod('ns1'),
    want: 'baseline 30 label',
  },
  'a label over a rule': {
    text: labelled(`${enforce}: baseline`) + pod('ns1'),
    settings: { namespaces: [{ match: 'ns1', level: 'privileged' }] },
    want: 'baseline latest label',
  },
  'a label of the namespace that --namespace names': {
    text: labelled(`${enforce}: baseline`) + pod(''),
    settings: { namespace: 'ns1' },
    want: 'baseline latest label',
  },
  'a label of another namespace': {
    text: labelled(`${enforce}: baseline`) + pod('ns2'),
    want: 'restricted latest default',
  },
  'a label on a namespace that comes later': {
    text: `${pod('ns1')}---\n${labelled(`${enforce}: baseline`)}`,
    want: 'baseline latest label',
  },
  'an invalid level fails closed': {
    text: labelled(`${enforce}: Baseline`) + pod('ns1'),
    want: 'restricted latest label',
  },
  'an invalid version is latest': {
    text: labelled(`${enforce}: baseline, ${enforce}-version: "1.30"`) + pod('ns1'),
    want: 'baseline latest label',
  },
  'a version without a level changes the version alone': {
    text: labelled(`${enforce}-version: v1.24`) + pod('ns1'),
    settings: { namespaces: [{ match: 'ns1', level: 'baseline' }] },
    want: 'baseline 24 namespaces',
  },
  'warn and audit demand nothing': {
    text:
      labelled('pod-security.kubernetes.io/warn: privileged, pod-security.kubernetes.io/audit: privileged') +
      pod('ns1'),
    want: 'restricted latest default',
  },
}

table('demandOf', rows, ({ text, settings, want }) => {
  const objects = objectsIn(text)
  const [object] = objects.filter(({ ref }) => ref.kind === 'Pod')
  if (object === undefined) throw new Error('want a Pod')
  const { level, version, from } = demandOf(object, { ...defaultSettings, ...settings }, namespaceLabels(objects))
  assert.is(`${level} ${version} ${from}`, want)
})

const prefix = 'pod-security.kubernetes.io/'
table(
  'namespaceLabels reads',
  {
    'no labels': {
      labels: '',
      want: { enforce: {}, audit: 'privileged latest', warn: 'privileged latest', problems: [] },
    },
    'all three modes': {
      labels: `${prefix}enforce: baseline, ${prefix}audit: restricted, ${prefix}audit-version: v1.20, ${prefix}warn: restricted`,
      want: { enforce: { level: 'baseline' }, audit: 'restricted 20', warn: 'restricted latest', problems: [] },
    },
    'warn takes over a valid enforce with its version': {
      labels: `${prefix}enforce: baseline, ${prefix}enforce-version: v1.30`,
      want: {
        enforce: { level: 'baseline', version: 30 },
        audit: 'privileged latest',
        warn: 'baseline 30',
        problems: [],
      },
    },
    'warn keeps its own version': {
      labels: `${prefix}enforce: baseline, ${prefix}enforce-version: v1.30, ${prefix}warn-version: v1.20`,
      want: {
        enforce: { level: 'baseline', version: 30 },
        audit: 'privileged latest',
        warn: 'baseline 20',
        problems: [],
      },
    },
    'warn keeps an invalid version as latest': {
      labels: `${prefix}enforce: baseline, ${prefix}enforce-version: v1.30, ${prefix}warn-version: x`,
      want: {
        enforce: { level: 'baseline', version: 30 },
        audit: 'privileged latest',
        warn: 'baseline latest',
        problems: ['warn-version x'],
      },
    },
    'an invalid enforce is not taken over': {
      labels: `${prefix}enforce: foo`,
      want: {
        enforce: { level: 'restricted' },
        audit: 'privileged latest',
        warn: 'privileged latest',
        problems: ['enforce foo'],
      },
    },
    'invalid audit and warn fail open, in the order of the API server': {
      labels: `${prefix}warn: foo, ${prefix}audit: "", ${prefix}audit-version: v2.0`,
      want: {
        enforce: {},
        audit: 'privileged latest',
        warn: 'privileged latest',
        problems: ['audit ', 'audit-version v2.0', 'warn foo'],
      },
    },
    'null is there, and empty': {
      labels: `${prefix}enforce: null`,
      want: {
        enforce: { level: 'restricted' },
        audit: 'privileged latest',
        warn: 'privileged latest',
        problems: ['enforce '],
      },
    },
    'a boolean is no level': {
      labels: `${prefix}enforce: true`,
      want: {
        enforce: { level: 'restricted' },
        audit: 'privileged latest',
        warn: 'privileged latest',
        problems: ['enforce true'],
      },
    },
    'an unknown label means nothing': {
      labels: `${prefix}enforced: baseline`,
      want: { enforce: {}, audit: 'privileged latest', warn: 'privileged latest', problems: [] },
    },
  },
  ({ labels, want }) => {
    const { policies, problems } = namespaceLabels(objectsIn(labelled(labels)))
    const policy = policies.get('ns1')
    const got = {
      enforce: policy?.enforce,
      audit: `${policy?.audit.level} ${policy?.audit.version}`,
      warn: `${policy?.warn.level} ${policy?.warn.version}`,
      problems: problems.map(({ label, got }) => `${label.slice(prefix.length)} ${got}`),
    }
    assert.equal(got, want)
  },
)

table(
  'only a Namespace of the core group has labels that count',
  {
    'another group': 'apiVersion: x.io/v1\nkind: Namespace\nmetadata: {name: ns1, labels: {a: b}}\n',
    'another kind': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ns1, labels: {a: b}}\n',
  },
  text => assert.is(namespaceLabels(objectsIn(text)).policies.size, 0),
)

table(
  'namespaceOf',
  {
    'its own': { text: pod('a'), namespace: 'b', want: 'a' },
    'the given one': { text: pod(''), namespace: 'b', want: 'b' },
    none: { text: pod(''), namespace: undefined, want: undefined },
    'none for a cluster-scoped object': {
      text: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a, namespace: x}\n',
      namespace: 'b',
      want: undefined,
    },
    'the given one for a custom resource': {
      text: 'apiVersion: x.io/v1\nkind: ClusterRole\nmetadata: {name: a}\n',
      namespace: 'b',
      want: 'b',
    },
  },
  ({ text, namespace, want }) => {
    const [object] = objectsIn(text)
    assert.is(object && namespaceOf(object, { namespace }), want)
  },
)
