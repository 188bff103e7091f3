import * as assert from 'uvu/assert'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

/** A Job whose pod hardening changes. */
function job(metadata: string): string {
  const container = '{ name: a, image: a:1, securityContext: { runAsUser: 1000 } }'
  return `apiVersion: batch/v1\nkind: Job\nmetadata: ${metadata}\nspec: { template: { spec: { containers: [${container}] } } }\n`
}

table(
  'immutable-on-upgrade',
  {
    'a Job that an upgrade would change': { text: job('{ name: a }'), want: 1 },
    'a name that is another one each time': { text: job('{ generateName: a- }'), want: 0 },
    'a hook, which Helm deletes before it makes it again': {
      text: job('{ name: a, annotations: { helm.sh/hook: pre-upgrade } }'),
      want: 0,
    },
  },
  ({ text, want }) => {
    const { findings } = hardenTexts([{ file: '-', text }], defaultSettings).report()
    assert.is(findings.filter(({ code }) => code === 'immutable-on-upgrade').length, want)
  },
)
