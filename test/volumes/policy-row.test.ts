import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { readPolicy } from '../../src/policy/policy.ts'
import { accessWords } from '../../src/report/words/access-words.ts'
import { checkTexts } from '../../src/run/check.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { flowKey, type PolicyEntry, rowText } from '../../src/workload/settings/policy-row.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'

type Unknown = Extract<Finding, { readonly code: 'volume-unknown' }>

function unknowns(text: string, settings: Settings): readonly Unknown[] {
  const { findings } = checkTexts([{ file: '-', text }], { ...settings, schema: 'off' })
  return findings.flatMap(finding => (finding.code === 'volume-unknown' ? [finding] : []))
}

/** The policy of these rows. */
function policyOf(entries: readonly PolicyEntry[]): Settings {
  const maps = new Map<string, Map<string, string>>()
  const scalars = new Map<string, string>()
  for (const { section, name, value } of entries) {
    if (name === undefined) scalars.set(section, value)
    else maps.set(section, new Map([...(maps.get(section) ?? []), [name, value]]))
  }
  const lines = [
    ...[...scalars].map(([key, value]) => `${key}: ${value}`),
    ...[...maps].map(
      ([key, rows]) => `${key}: { ${[...rows].map(([name, row]) => `${flowKey(name)}: ${row}`).join(', ')} }`,
    ),
  ]
  const text = `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${lines.join('\n')}\n`
  try {
    return { ...readPolicy(text, 'rows.yaml').settings, levelFromPolicy: false }
  } catch (error) {
    throw error instanceof InputError ? new Error(`${error.message}\n${text}`) : error
  }
}

/** What is still unknown after the rows were put into the policy, and those that the answers then asked for. */
function leftAfterRows(text: string): readonly Unknown[] {
  let rows: readonly PolicyEntry[] = []
  for (let round = 0; round < 3; round++) {
    const asked = unknowns(text, rows.length === 0 ? defaultSettings : policyOf(rows)).flatMap(
      ({ row }) => row?.entries ?? [],
    )
    if (asked.length === 0) break
    rows = [...rows, ...asked]
  }
  return unknowns(text, policyOf(rows))
}

interface Row {
  readonly image?: string
  readonly context?: string
  readonly volume?: string
  readonly claim?: string
  readonly template?: string
  readonly want: string
}

function textOf({ image = 'registry.example.com/app:1', context = '', volume, claim = '', template }: Row): string {
  const volumes = volume === undefined ? '' : `volumes: [{ name: data, ${volume} }]`
  const templates = template === undefined ? '' : `volumeClaimTemplates: [{ metadata: { name: data }, ${template} }]`
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: app, namespace: one }
spec:
  ${templates}
  template:
    spec:
      securityContext: { ${context} }
      containers: [{ name: app, image: "${image}", volumeMounts: [{ name: data, mountPath: /data }] }]
      ${volumes}
---
${claim}`
}

const known = 'runAsUser: 10000, runAsGroup: 10000, supplementalGroupsPolicy: Strict'
const claimed = 'persistentVolumeClaim: { claimName: data }'
const claim = (spec: string) =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: one }\nspec: { accessModes: [ReadWriteOnce]${spec} }\n`
const facts = '{ source: csi, fsGroup: honoured, root: { owner: "0:0", mode: "0755" } }'

const rows: Readonly<Record<string, Row>> = {
  'a class that nobody describes': {
    context: known,
    volume: claimed,
    claim: claim(', storageClassName: fast'),
    want: 'storageClasses: { fast: { profile: aws-ebs } }',
  },
  'a class of a template': {
    context: known,
    template: 'spec: { accessModes: [ReadWriteOnce], storageClassName: "7" }',
    want: 'storageClasses: { "7": { profile: aws-ebs } }',
  },
  'a class of a provisioner that nobody knows': {
    context: known,
    volume: claimed,
    claim: `${claim(', storageClassName: fast')}---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: fast }\nprovisioner: x.example.com\n`,
    want: `storageClasses: { fast: ${facts} }`,
  },
  'a class of a profile that does not know the owner': {
    context: known,
    volume: claimed,
    claim: claim(', storageClassName: rook-cephfs'),
    want: `storageClasses: { rook-cephfs: ${facts} }`,
  },
  'no class': {
    context: known,
    volume: claimed,
    claim: claim(''),
    want: 'defaultStorageClass: standard, storageClasses: { standard: { profile: aws-ebs } }',
  },
  'a claim that is not here': { context: known, volume: claimed, want: `claims: { one/data: ${facts} }` },
  'a claim of a volume made by hand': {
    context: known,
    volume: claimed,
    claim: claim(', storageClassName: ""'),
    want: `claims: { one/data: ${facts} }`,
  },
  'a claim of a volume that is not here': {
    context: known,
    volume: claimed,
    claim: claim(', volumeName: elsewhere, storageClassName: fast'),
    want: `claims: { one/data: ${facts} }`,
  },
  'a claim made from a snapshot': {
    context: known,
    volume: claimed,
    claim: claim(', storageClassName: gp3, dataSource: { kind: VolumeSnapshot, name: old }'),
    want: `claims: { one/data: ${facts} }`,
  },
  'an image that is a volume, of which the lock tells': {
    context: known,
    volume: 'image: { reference: r }',
    want: '',
  },
  'an image': {
    image: 'localhost:5000/app',
    volume: claimed,
    claim: claim(', storageClassName: gp3'),
    want: 'images: { "localhost:5000/app": { user: 1000, group: 1000, groups: [] } }',
  },
  'the group of an image': {
    context: 'runAsUser: 10000',
    volume: 'secret: { secretName: key, defaultMode: 0440 }',
    want: 'images: { registry.example.com/app: { user: 10000, group: 1000, groups: [] } }',
  },
  'the groups of an image': {
    context: 'runAsUser: 10000, runAsGroup: 10000',
    volume: claimed,
    claim: `${claim(', storageClassName: mine')}---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: mine }\nprovisioner: smb.csi.k8s.io\nmountOptions: [uid=1000, gid=1000, dir_mode=0770]\n`,
    want: 'images: { registry.example.com/app: { user: 10000, groups: [] } }',
  },
  'a directory of the node': { context: known, volume: 'hostPath: { path: /srv }', want: 'none' },
  'a directory of the node, for an unknown user': { volume: 'hostPath: { path: /srv }', want: 'none' },
  'an export': { context: known, volume: 'nfs: { server: nas, path: /x }', want: 'none' },
}

table('an unknown ends with the row that answers it', rows, row => {
  const found = unknowns(textOf(row), defaultSettings)
  assert.equal(
    found.map(({ row }) => (row === undefined ? 'none' : rowText(row.entries))),
    [row.want],
  )
})

const answerable = Object.fromEntries(Object.entries(rows).filter(([, { want }]) => want !== 'none' && want !== ''))

// A row without entries says to ask the lock.
table('with the row it is known', answerable, row => {
  assert.equal(
    leftAfterRows(textOf(row)).map(({ reason }) => accessWords(reason)),
    [],
  )
})

const streams = corpus()
if (streams.length === 0) skipped('rows of the policy over the corpus', 'no ../shared/corpus')
else {
  const asking = streams.filter(({ text }) => unknowns(text, defaultSettings).length > 0)
  table(
    'public charts with the rows that they ask for',
    Object.fromEntries(asking.map(one => [one.name, one])),
    one => {
      assert.equal(
        leftAfterRows(one.text).filter(({ row }) => row !== undefined),
        [],
      )
    },
  )
}
