import * as assert from 'uvu/assert'
import { formatGithub } from '../../src/report/github.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import { table } from '../table.ts'
import { advice, violation, web } from './smallest.ts'

table<{ readonly findings: readonly Finding[]; readonly want: string }>(
  'formatGithub',
  {
    'no findings': { findings: [], want: '' },
    'an error': {
      findings: [violation()],
      want: '::error file=web.yaml,line=12,col=9,title=Deployment/web allowPrivilegeEscalation::spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)\n',
    },
    'a warning and a note': {
      findings: [advice(), { ...advice(), severity: 'note' }],
      want: ['warning', 'notice']
        .map(
          command =>
            `::${command} file=web.yaml,line=12,col=9,title=Deployment/web immutable-on-upgrade::the pod of a Job or Pod cannot change: an upgrade fails where it already exists without these fields; delete it before the upgrade, or give it a name that changes with the revision\n`,
        )
        .join(''),
    },
    'text cannot end a property, a command or a line': {
      findings: [
        {
          code: 'cluster-warning',
          detail: '100%\r\n::error::x, y: z',
          severity: 'error',
          place: { ...violation().place, file: 'a,b:c%.yaml', object: { ...web, name: 'a::b\n' }, path: [] },
        },
      ],
      want: '::error file=a%2Cb%3Ac%25.yaml,line=12,col=9,title=Deployment/a%3A%3Ab\\n cluster-warning::the API server warns: 100%25\\r\\n::error::x, y: z\n',
    },
    'a name cannot colour the log': {
      findings: [{ ...advice(), place: { ...violation().place, object: { ...web, name: '\u001b[31mweb' }, path: [] } }],
      want: '::warning file=web.yaml,line=12,col=9,title=Deployment/\\u001b[31mweb immutable-on-upgrade::the pod of a Job or Pod cannot change: an upgrade fails where it already exists without these fields; delete it before the upgrade, or give it a name that changes with the revision\n',
    },
  },
  ({ findings, want }) => assert.is(formatGithub({ findings }), want),
)
