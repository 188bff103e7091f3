import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { after, changeLines, harden, leftOutLines, podOf, type Situation } from './hardened.ts'

interface Row extends Situation {
  readonly want: readonly string[]
  readonly left?: readonly string[]
}

const selects = 'nodeSelector: { kubernetes.io/os: windows }'
const terms = '[{ matchExpressions: [{ key: kubernetes.io/os, operator: In, values: [windows] }] }]'
const requires = `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: ${terms} } } }`
const os = 'os = {"name":"windows"}'
const plain = 'windowsOptions: { runAsUserName: ContainerUser }'

/** What the API server refuses beside `os: windows`: core validation validateWindows, v1.36, where it is written and its value. */
const refused: Readonly<Record<string, Situation>> = {
  hostPID: { spec: 'hostPID: true' },
  hostIPC: { spec: 'hostIPC: true' },
  hostUsers: { spec: 'hostUsers: false' },
  shareProcessNamespace: { spec: 'shareProcessNamespace: true' },
  'appArmorProfile of the pod': { context: 'appArmorProfile: { type: RuntimeDefault }' },
  'fsGroup of the pod': { context: 'fsGroup: 1' },
  'fsGroupChangePolicy of the pod': { context: 'fsGroupChangePolicy: Always' },
  'runAsGroup of the pod': { context: 'runAsGroup: 1' },
  'runAsUser of the pod': { context: 'runAsUser: 1' },
  'seLinuxOptions of the pod': { context: 'seLinuxOptions: { level: s0 }' },
  'seccompProfile of the pod': { context: 'seccompProfile: { type: RuntimeDefault }' },
  'supplementalGroups of the pod': { context: 'supplementalGroups: [1]' },
  'supplementalGroupsPolicy of the pod': { context: 'supplementalGroupsPolicy: Strict' },
  'sysctls of the pod': { context: 'sysctls: [{ name: a, value: b }]' },
  'allowPrivilegeEscalation of a container': { own: 'allowPrivilegeEscalation: false' },
  'appArmorProfile of a container': { own: 'appArmorProfile: { type: RuntimeDefault }' },
  'capabilities of a container': { own: 'capabilities: { drop: [ALL] }' },
  'privileged of a container': { own: 'privileged: false' },
  'procMount of a container': { own: 'procMount: Default' },
  'readOnlyRootFilesystem of a container': { own: 'readOnlyRootFilesystem: true' },
  'runAsGroup of a container': { own: 'runAsGroup: 1' },
  'runAsUser of a container': { own: 'runAsUser: 1' },
  'seLinuxOptions of a container': { own: 'seLinuxOptions: { level: s0 }' },
  'seccompProfile of a container': { own: 'seccompProfile: { type: RuntimeDefault }' },
}

table('a pod of Windows nodes is not marked as one beside the field', refused, (row, name) => {
  const situation = { ...row, spec: row.spec === undefined ? selects : `${selects}, ${row.spec}` }
  const field = name.split(' ')[0] ?? ''
  assert.match(leftOutLines(harden(podOf(situation), situation))[0] ?? '', new RegExp(`^pod os: .* sets ${field},`))
})

table<Row>(
  'a Windows pod gets no field of Linux',
  {
    'that says so': { spec: 'os: { name: windows }', want: [] },
    'that only selects such nodes': { spec: selects, want: [os] },
    'that only such nodes can take, by affinity': { spec: requires, want: [os] },
    'that has an account without power': { spec: selects, context: plain, want: [os, 'runAsNonRoot = true'] },
    'that has the account of an administrator': {
      spec: selects,
      context: 'windowsOptions: { runAsUserName: ContainerAdministrator }',
      want: [os],
    },
    'that has the account of the system': {
      spec: selects,
      context: 'windowsOptions: { runAsUserName: "NT AUTHORITY\\\\SYSTEM" }',
      want: [os],
    },
    "that runs as the node's own process": {
      spec: selects,
      context: 'windowsOptions: { hostProcess: true, runAsUserName: ContainerUser }',
      want: [os],
    },
    'with a container that has its own account': {
      spec: selects,
      context: plain,
      own: 'windowsOptions: { runAsUserName: ContainerAdministrator }',
      want: [os],
    },
    'whose check is exempted': { spec: selects, context: plain, exempt: ['runAsNonRoot'], want: [os] },
    'that shares the process namespace, which the API server refuses of one': {
      spec: `${selects}, hostPID: true`,
      want: [],
      left: ['pod os: it selects Windows nodes, but sets hostPID'],
    },
    'with a group for volumes, which the API server refuses of one': {
      spec: selects,
      context: 'fsGroup: 1',
      want: [],
      left: ['pod os: it selects Windows nodes, but sets fsGroup'],
    },
    'with a container that has a user in numbers': {
      spec: selects,
      own: 'runAsUser: 1000',
      want: [],
      left: ['pod os: it selects Windows nodes, but sets runAsUser'],
    },
    'with Linux fields that say nothing': {
      spec: `${selects}, hostPID: false`,
      context: 'sysctls: [], fsGroup: null',
      want: [os],
    },
  },
  ({ want, left = [], ...situation }) => {
    const pod = podOf(situation)
    const hardening = harden(pod, situation)
    assert.equal(changeLines(hardening), want)
    assert.equal(
      leftOutLines(hardening).map((line, index) => line.slice(0, left[index]?.length)),
      left,
    )
    assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
  },
)
