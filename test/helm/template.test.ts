import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diffLines } from 'diff'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { situation, table } from '../table.ts'
import { chart, helmFor, helmTemplate, inventory, type Major } from './helm.ts'

interface Row {
  readonly args: readonly string[]
  readonly options?: readonly string[]
  /** What Helm prints, `+` before hardened workloads, by major where they differ. */
  readonly want: readonly string[] | Readonly<Record<Major, readonly string[]>>
}

const web = chart('web')
const workloads = ['Service/web', '+Deployment/web', '+StatefulSet/web-cache']

/** Helm 3 shows a post-renderer no hooks, and Helm 4 shows it all of them. */
const withHook = { helm3: [...workloads, 'Job/web-migrate'], helm4: [...workloads, '+Job/web-migrate'] }

const rows: Readonly<Record<string, Row>> = {
  'a chart with a subchart and a hook': { args: [web], want: withHook },
  'a level for all': {
    args: [web],
    options: ['--level', 'privileged'],
    want: ['Service/web', 'Deployment/web', 'StatefulSet/web-cache', 'Job/web-migrate'],
  },
  'CRDs come first, as they are': {
    args: [web, '--include-crds'],
    want: {
      helm3: ['CustomResourceDefinition/widgets.example.com', ...withHook.helm3],
      helm4: ['CustomResourceDefinition/widgets.example.com', ...withHook.helm4],
    },
  },
  'one template': { args: [web, '--show-only', 'templates/deployment.yaml'], want: ['+Deployment/web'] },
  'one template of a subchart': {
    args: [web, '--show-only', 'charts/cache/templates/statefulset.yaml'],
    want: ['+StatefulSet/web-cache'],
  },
  'one hook': {
    args: [web, '--show-only', 'templates/migrate.yaml'],
    want: { helm3: ['Job/web-migrate'], helm4: ['+Job/web-migrate'] },
  },
  'no hooks': { args: [web, '--no-hooks'], want: workloads },
  'a chart whose templates render nothing': { args: [chart('empty')], want: [] },
  'a chart with nothing but notes': { args: [chart('notes-only')], want: [] },
}

for (const major of ['helm3', 'helm4'] as const) {
  const subject = `${major} template through the post-renderer`
  const helm = await helmFor(subject, major)
  if (helm === undefined) continue

  table(subject, rows, ({ args, options = [], want }) =>
    withFolder({}, async cwd => {
      const { status, stdout, stderr } = await helmTemplate(helm, { major, args, options, cwd })
      assert.is(stderr, '')
      assert.is(status, 0)
      assert.equal(inventory(stdout), 'helm3' in want ? want[major] : want)
    }),
  )

  situation(`${subject} changes nothing but the fields that it adds`, () =>
    withFolder({}, async cwd => {
      // Helm 4 prints every document anew, so what it does to them without us is asked of it through us.
      const options = major === 'helm3' ? undefined : ['--level', 'privileged']
      const plain = await helmTemplate(helm, { major, args: [web, '--include-crds'], options, cwd })
      const hardened = await helmTemplate(helm, { major, args: [web, '--include-crds'], options: [], cwd })
      const parts = diffLines(plain.stdout, hardened.stdout)
      assert.equal(
        parts.filter(part => part.removed),
        [],
      )
      const added = parts.filter(part => part.added).flatMap(part => part.value.trimEnd().split('\n'))
      const fields = [
        'allowPrivilegeEscalation: false',
        'capabilities:',
        'drop:',
        '- ALL',
        'securityContext:',
        'runAsNonRoot: true',
        'seccompProfile:',
        'type: RuntimeDefault',
      ]
      const hardenedPods = major === 'helm3' ? 2 : 3
      assert.equal(
        added.map(line => line.trim()),
        Array.from({ length: hardenedPods }, () => fields).flat(),
      )
    }),
  )

  situation(`${major} with --output-dir`, () =>
    withFolder({}, async cwd => {
      const { status, stdout } = await helmTemplate(helm, {
        major,
        args: [web, '--output-dir', 'out'],
        options: [],
        cwd,
      })
      assert.is(status, 0)
      const files = readdirSync(join(cwd, 'out'), { recursive: true, encoding: 'utf8' }).filter(file =>
        /yaml$/.test(file),
      )
      const hardened = files.filter(file => inventory(readFileSync(join(cwd, 'out', file), 'utf8')).some(isHardened))
      // Helm 3 writes its files before it asks a post-renderer, which then gets nothing.
      const want = [
        'web/charts/cache/templates/statefulset.yaml',
        'web/templates/deployment.yaml',
        'web/templates/migrate.yaml',
      ]
      assert.equal(hardened.toSorted(), major === 'helm3' ? [] : want)
      assert.is(files.length, 4)
      assert.not.match(stdout, 'apiVersion')
    }),
  )

  situation(`${major} with a report beside the manifest`, () =>
    withFolder({}, async cwd => {
      const options = ['--format', 'json', '--output', 'report.json', '--format=text', '--output=report.txt']
      const { status, stdout } = await helmTemplate(helm, { major, args: [web], options, cwd })
      assert.is(status, 0)
      assert.equal(inventory(stdout), withHook[major])
      const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))
      assert.is(report.summary.pods, major === 'helm3' ? 2 : 3)
      const sources = report.objects.map(({ source }: { source: string }) => source).toSorted()
      const hook = major === 'helm3' ? [] : ['web/templates/migrate.yaml']
      assert.equal(sources, ['web/charts/cache/templates/statefulset.yaml', 'web/templates/deployment.yaml', ...hook])
      assert.match(readFileSync(join(cwd, 'report.txt'), 'utf8'), 'Deployment/web')
    }),
  )

  situation(`${major} with the policy of the working folder`, () =>
    withFolder({ 'seaworthy.yaml': policy('namespaces:\n  - { match: "agent-*", level: privileged }') }, async cwd => {
      const call = { major, args: [web, '--no-hooks'], cwd }
      const elsewhere = await helmTemplate(helm, { ...call, options: [] })
      assert.equal(inventory(elsewhere.stdout), workloads)
      const placed = await helmTemplate(helm, { ...call, options: ['-n', 'agent-1'] })
      assert.equal(inventory(placed.stdout), ['Service/web', 'Deployment/web', 'StatefulSet/web-cache'])
      const exported = await helmTemplate(helm, { ...call, options: [], env: { HELM_NAMESPACE: 'agent-1' } })
      assert.equal(inventory(exported.stdout), ['Service/web', 'Deployment/web', 'StatefulSet/web-cache'])
    }),
  )
}

function isHardened(entry: string): boolean {
  return entry.startsWith('+')
}

function policy(rest: string): string {
  return `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\nlevel: restricted\n${rest}\n`
}
