import * as assert from 'uvu/assert'
import { claimants } from '../../bench/generate.ts'
import type { FormatOptions } from '../../src/report/formats.ts'
import { formatText } from '../../src/report/text.ts'
import { textOfParts } from '../../src/report/text-of-parts.ts'
import { type CheckOptions, checkTexts } from '../../src/run/check.ts'
import { checkInParts } from '../../src/run/check-parts.ts'
import type { SourceText } from '../../src/run/source.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { onClass, policies, somebodyElse } from '../laws/policies.ts'
import { lawfulStreams } from '../laws/streams.ts'
import { table } from '../table.ts'
import { writerPod } from '../volumes/writer-pod.ts'

const lines: FormatOptions = { style: 'plain', quiet: false, strict: false, layout: 'lines', version: '0' }

/** The text of a check, made of all documents at once and in parts of a size. */
function bothWays(texts: readonly SourceText[], settings: Settings, row: Partial<Row>) {
  const options: CheckOptions = { lowest: 'not-asked', ...row.options }
  const format = { ...lines, ...row.format }
  const whole = formatText(checkTexts(texts, settings, options), format)
  const text = textOfParts(format)
  for (const part of checkInParts(texts, settings, { ...options, documentsOfPart: row.size ?? 1 })) text.add(part)
  return { whole, inParts: text.end(undefined).join('') }
}

interface Row {
  readonly files: readonly string[]
  readonly settings: Settings
  readonly options: Partial<CheckOptions>
  readonly format: Partial<FormatOptions>
  readonly size: number
  /** What is said, so that the row is about something. */
  readonly says: RegExp
}

function filesOf(texts: readonly string[]): SourceText[] {
  return texts.map((text, index) => ({ file: `${index}.yaml`, text }))
}

const pod = (name: string, more = '') => writerPod(name, 1000, `emptyDir: {}${more}`)
const onClaim = (name: string, uid: number) => writerPod(name, uid, 'persistentVolumeClaim: { claimName: data }')
const claim = (modes: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [${modes}], storageClassName: gp3, resources: { requests: { storage: 1Gi } } }
`
const namespace = (labels: string) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: a, labels: ${labels} }\n`
const placed = (name: string) => pod(name).replace('{ name:', '{ namespace: a, name:')
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec:
  group: example.com
  names: { kind: Thing, plural: things }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } }
`
const thing = 'apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: t }\nspec: { size: big }\n'
const exemption = { reason: 'known', kind: '*', name: 'b', namespace: '*', container: '*' } as const
const broken = 'kind: Pod\n  a: [\n'

table<Partial<Row>>(
  'a check in parts says what a check of all says:',
  {
    'of pods alone': { files: [pod('a'), pod('b')], says: /Pod\/b/ },
    'of a claim whose users differ': {
      files: [onClaim('a', 1), claim('ReadWriteOnce'), onClaim('b', 2)],
      settings: onClass(somebodyElse),
      says: /claim-conflict/,
    },
    'of a claim that one pod holds': {
      files: [onClaim('a', 1), claim('ReadWriteOncePod'), onClaim('b', 1)],
      says: /claim-shared/,
    },
    'of a class that is taken for what its name means': {
      files: [claim('ReadWriteMany'), onClaim('a', 1), onClaim('b', 1)],
      says: /storage-assumed/,
    },
    'of a namespace that stands behind its pod': {
      files: [placed('a'), namespace('{ pod-security.kubernetes.io/enforce: baseline }')],
      says: /no findings|warning/,
    },
    'of a label nobody knows': {
      files: [placed('a'), namespace('{ pod-security.kubernetes.io/enforce: low }')],
      says: /bad-label/,
    },
    'of a kind that is defined behind its object': { files: [thing, pod('a'), definition], says: /size/ },
    'of a broken document': { files: [broken, pod('a'), broken], says: /bad-yaml/ },
    'of what is no object': { files: ['just words\n', pod('a'), '- 1\n'], says: /words|object/ },
    'of a list': {
      files: [
        `apiVersion: v1\nkind: List\nitems:\n${[pod('a'), onClaim('b', 3), onClaim('c', 4), claim('ReadWriteOnce')]
          .map(one => `  - ${one.trimEnd().replaceAll('\n', '\n    ')}\n`)
          .join('')}`,
        onClaim('d', 5),
      ],
      settings: onClass(somebodyElse),
      says: /Pod\/d/,
    },
    'of images that a lock has': {
      files: [pod('a'), pod('b')],
      settings: {
        ...defaultSettings,
        lockedImage: () => undefined,
        lockState: () => ({ kind: 'tag', digest: 'sha256:ab' }),
      },
      says: /image-tag-mutable/,
    },
    'of rows that match nothing, and of one that another part matches': {
      files: [placed('a'), pod('b')],
      settings: {
        ...defaultSettings,
        policyFile: 'seaworthy.yaml',
        namespaces: [
          { match: 'a', level: 'baseline' },
          { match: 'b', level: 'baseline' },
        ],
      },
      options: {
        rows: ['a', 'b'].map((name, key) => ({
          section: 'namespaces',
          key,
          name,
          position: { line: key + 1, column: 1 },
        })),
      },
      says: /policy-row-unused/,
    },
    'of exemptions, used and unused': {
      files: [pod('b'), pod('a')],
      settings: {
        ...defaultSettings,
        exemptions: [
          { ...exemption, checks: ['*'] },
          { ...exemption, reason: 'old', checks: ['hostPorts'] },
        ],
      },
      says: /exemption-unused/,
    },
    'of a first file without an object, and a policy': {
      files: ['', broken, pod('a'), 'words\n'],
      settings: {
        ...defaultSettings,
        policyFile: 'seaworthy.yaml',
        exemptions: [{ ...exemption, name: 'x', checks: ['*'] }],
      },
      says: /exemption-unused/,
    },
    quietly: { files: [pod('a'), pod('b')], format: { quiet: true }, says: /Pod\/b/ },
    'for a terminal': { files: [pod('a'), pod('b')], format: { layout: 'grouped', style: 'colour' }, says: /Pod\/b/ },
    'with the lowest level': { files: [pod('a'), pod('b')], options: { lowest: 'asked' }, says: /lowest/ },
  },
  ({ files = [], settings = defaultSettings, says = /./, ...row }) => {
    for (const texts of [filesOf(files), [{ file: '-', text: files.join('---\n') }]]) {
      const { whole, inParts } = bothWays(texts, settings, row)
      assert.match(whole, says)
      assert.is(inParts, whole)
    }
  },
)

/** Many claims and workloads, and every stream of the laws as a file of one folder. */
const folder = [
  ...lawfulStreams().map(({ name, text }) => ({ file: `${name}.yaml`, text })),
  { file: 'claimants.yaml', text: `${claimants(300, 'foreign')}${claimants(20, 'writable')}` },
]

table(
  'a check in parts says what a check of all says: of every stream,',
  {
    'document by document': { settings: policies['baseline on volumes of somebody else'], size: 1 },
    'in parts of seven': { settings: defaultSettings, size: 7 },
  },
  ({ settings = defaultSettings, size }) => {
    const { whole, inParts } = bothWays(folder, settings, { size })
    assert.ok(inParts === whole)
  },
)
