import * as assert from 'uvu/assert'
import { exemptible, meantChecks } from '../../src/knowledge/checks/check-names.ts'
import { table } from '../table.ts'

table<{ readonly name: string; readonly want: readonly string[] }>(
  'what a name that is no check may mean',
  {
    'a misspelt check': { name: 'hostPort', want: ['hostPorts'] },
    'the reason of two checks': {
      name: 'seccompProfile',
      want: ['seccompProfile_baseline', 'seccompProfile_restricted'],
    },
    'the control of two checks': { name: 'capabilities', want: ['capabilities_baseline', 'capabilities_restricted'] },
    'nothing like a check': { name: 'latest-tag', want: exemptible },
  },
  ({ name, want }) => assert.equal(meantChecks(name), want),
)
