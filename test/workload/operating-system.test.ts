import * as assert from 'uvu/assert'
import { isWindows, runsOnWindows } from '../../src/workload/pod/operating-system.ts'
import { table } from '../table.ts'
import { podIn, podWith } from './read.ts'

table(
  'isWindows',
  {
    'by name': { spec: '  os: {name: windows}\n', want: true },
    'in another spelling': { spec: '  os: {name: Windows}\n', want: false },
    'by node selector': { spec: '  nodeSelector: {kubernetes.io/os: windows}\n', want: false },
    'a name without its map': { spec: '  os: windows\n', want: false },
  },
  ({ spec, want }) => assert.is(isWindows(podIn(podWith(spec))), want),
)

function requires(...terms: readonly string[]): string {
  const required = `{nodeSelectorTerms: [${terms.join(', ')}]}`
  return `  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: ${required}}}\n`
}

function term(...expressions: readonly string[]): string {
  return `{matchExpressions: [${expressions.map(text => `{${text}}`).join(', ')}]}`
}

const os = 'key: kubernetes.io/os'
const windows = term(`${os}, operator: In, values: [windows]`)

table(
  'runsOnWindows',
  {
    'nothing is said': { spec: '  nodeSelector: {disk: ssd}\n  affinity: {}\n', want: false },
    'by name': { spec: '  os: {name: windows}\n', want: true },
    'by node selector': { spec: '  nodeSelector: {kubernetes.io/os: windows}\n', want: true },
    'by node selector, of another system': { spec: '  nodeSelector: {kubernetes.io/os: linux}\n', want: false },
    "by node selector, in the label's old name": {
      spec: '  nodeSelector: {beta.kubernetes.io/os: windows}\n',
      want: true,
    },
    'by the build that only Windows nodes have': {
      spec: '  nodeSelector: {node.kubernetes.io/windows-build: 10.0.17763}\n',
      want: true,
    },
    'by the image of AKS': { spec: '  nodeSelector: {kubernetes.azure.com/os-sku: Windows2022}\n', want: true },
    'by another image of AKS': { spec: '  nodeSelector: {kubernetes.azure.com/os-sku: AzureLinux}\n', want: false },
    'by the image of AKS, by affinity': {
      spec: requires(term('key: kubernetes.azure.com/os-sku, operator: In, values: [Windows2019, Windows2022]')),
      want: true,
    },
    'by any image of AKS but one, by affinity': {
      spec: requires(term('key: kubernetes.azure.com/os-sku, operator: NotIn, values: [Ubuntu]')),
      want: false,
    },
    'by node selector, but it says Linux': {
      spec: '  os: {name: linux}\n  nodeSelector: {kubernetes.io/os: windows}\n',
      want: false,
    },
    'by affinity': { spec: requires(windows), want: true },
    "by affinity, in the label's old name": {
      spec: requires(term('key: beta.kubernetes.io/os, operator: In, values: [windows]')),
      want: true,
    },
    'by affinity, as what is not Linux': {
      spec: requires(term(`${os}, operator: NotIn, values: [linux]`)),
      want: true,
    },
    'by affinity, as neither system': {
      spec: requires(term(`${os}, operator: NotIn, values: [linux, windows]`)),
      want: false,
    },
    'by affinity, as what is not Windows': {
      spec: requires(term(`${os}, operator: NotIn, values: [windows]`)),
      want: false,
    },
    'by affinity, either system': {
      spec: requires(term(`${os}, operator: In, values: [linux, windows]`)),
      want: false,
    },
    'by affinity, no system': { spec: requires(term(`${os}, operator: In, values: []`)), want: false },
    'by affinity, any system': { spec: requires(term(`${os}, operator: Exists`)), want: false },
    'by affinity, beside another requirement': {
      spec: requires(term('key: disk, operator: Exists', `${os}, operator: In, values: [windows]`)),
      want: true,
    },
    'by affinity, as one that has a build': {
      spec: requires(term('key: node.kubernetes.io/windows-build, operator: Exists')),
      want: true,
    },
    'by affinity, as a build': {
      spec: requires(term('key: node.kubernetes.io/windows-build, operator: In, values: [10.0.20348]')),
      want: true,
    },
    'by affinity, as one without a build': {
      spec: requires(term('key: node.kubernetes.io/windows-build, operator: DoesNotExist')),
      want: false,
    },
    'by one of two terms only': { spec: requires(windows, term('key: disk, operator: Exists')), want: false },
    'by each of two terms': {
      spec: requires(windows, term(`${os}, operator: NotIn, values: [linux]`)),
      want: true,
    },
    'by one of two terms, beside a node by its name': {
      spec: requires(windows, '{matchFields: [{key: metadata.name, operator: In, values: [node-1]}]}'),
      want: false,
    },
    'beside a term without requirements, which matches no node': { spec: requires(windows, '{}'), want: true },
    'by terms without requirements alone': { spec: requires('{}'), want: false },
    'by affinity, but it says Linux': { spec: `  os: {name: linux}\n${requires(windows)}`, want: false },
    'by an affinity that is only preferred': {
      spec: `  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: ${windows}}]}}\n`,
      want: false,
    },
    'affinity of a wrong type': { spec: '  affinity: {nodeAffinity: [windows]}\n', want: false },
  },
  ({ spec, want }) => assert.is(runsOnWindows(podIn(podWith(spec))), want),
)
