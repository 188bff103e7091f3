import * as assert from 'uvu/assert'
import { boundingSet } from '../../src/volumes/model/process/capabilities.ts'
import { containersOf } from '../../src/workload/pod/pod.ts'
import { table } from '../table.ts'
import { podIn, podWith } from '../workload/read.ts'

function bounding(context: string): string {
  const [container] = containersOf(podIn(podWith(`  containers: [{name: a, securityContext: ${context}}]\n`)))
  return container === undefined ? 'no container' : boundingSet(container).toSorted().join(' ')
}

/** cri-o's default_capabilities, which containerd's hold as well. */
const usual = 'CHOWN DAC_OVERRIDE FOWNER FSETID KILL NET_BIND_SERVICE SETGID SETPCAP SETUID'

table(
  'the capabilities of root',
  {
    'nothing is said': { context: '{}', want: usual },
    'all of them are dropped': { context: '{capabilities: {drop: [ALL]}}', want: '' },
    'all of them are dropped, in small letters, and one is added': {
      context: '{capabilities: {drop: [all], add: [chown]}}',
      want: 'CHOWN',
    },
    'one is added that root has not': { context: '{capabilities: {add: [SYS_PTRACE]}}', want: `${usual} SYS_PTRACE` },
    'one is added and dropped': { context: '{capabilities: {add: [CHOWN], drop: [CHOWN]}}', want: usual.slice(6) },
    'all are added: those that decide about files': {
      context: '{capabilities: {add: [ALL]}}',
      want: 'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL NET_BIND_SERVICE SETGID SETPCAP SETUID SYS_ADMIN',
    },
    'a privileged container': {
      context: '{privileged: true}',
      want: 'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL NET_BIND_SERVICE SETGID SETPCAP SETUID SYS_ADMIN',
    },
  },
  ({ context, want }) => assert.is(bounding(context), want),
)
