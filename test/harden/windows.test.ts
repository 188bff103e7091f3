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
