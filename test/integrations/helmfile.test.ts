import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { podText } from '../cli/manifests.ts'
import { helmFor, inventory } from '../helm/helm.ts'
import { withFolder } from '../support/folder.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'
import { table } from '../table.ts'
import { programFolder } from './installed.ts'

const subject = 'a release of helmfile'
const helmfile = await toolFor(subject, 'helmfile')

const deployment = readFileSync(resolve(import.meta.dirname, '../fixtures/readme/agent.yaml'), 'utf8')

interface Row {
  readonly template: string
  /** Below the release. */
  readonly release?: string
  /** Below helmDefaults. */
  readonly defaults?: string
  readonly status: number
  readonly objects: readonly string[]
  readonly stderr?: RegExp
}

const rows: Readonly<Record<string, Row>> = {
  'is hardened by its post-renderer': {
    template: deployment,
    release: 'postRenderer: seaworthy',
    status: 0,
    objects: ['PersistentVolumeClaim/agent-data', '+Deployment/agent'],
  },
  'is hardened by that of all releases': {
    template: deployment,
    defaults: 'postRenderer: seaworthy',
    status: 0,
    objects: ['PersistentVolumeClaim/agent-data', '+Deployment/agent'],
  },
  'has the level that the post-renderer is given': {
    template: deployment,
    release: 'postRenderer: seaworthy\n    postRendererArgs: ["--level=privileged"]',
    status: 0,
    objects: ['PersistentVolumeClaim/agent-data', 'Deployment/agent'],
  },
  'fails where --strict finds something, and says what': {
    template: podText({ context: ['runAsUser: 0'] }),
    release: 'postRenderer: seaworthy\n    postRendererArgs: ["--strict"]',
    status: 1,
    objects: [],
    stderr: /runAsUser=0/,
  },
  'is as it is without': {
    template: deployment,
    status: 0,
    objects: ['PersistentVolumeClaim/agent-data', 'Deployment/agent'],
  },
}

// helmfile 0.167.1 asks for `helm version --client`, which Helm 4 does not know.
const helm = helmfile === undefined ? undefined : await helmFor(subject, 'helm3')

if (helm !== undefined)
  table(subject, rows, ({ template, release = '', defaults = '', status, objects, stderr }) =>
    withFolder(
      {
        'helmfile.yaml': `helmDefaults:\n  timeout: 60\n${defaults && `  ${defaults}\n`}releases:\n  - name: web\n    chart: ./chart\n${release && `    ${release}\n`}`,
        'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 0.1.0\n',
        'chart/templates/a.yaml': template,
      },
      async cwd => {
        const got = await runHelmfile(helm, cwd)
        assert.is(got.status, status, got.stderr)
        assert.equal(inventoryOf(got.stdout), objects)
        if (stderr !== undefined) assert.match(got.stderr, stderr)
      },
    ),
  )

/** A failure prints nothing. */
function inventoryOf(stdout: string): readonly string[] {
  return stdout.trim() === '' ? [] : inventory(stdout)
}

async function runHelmfile(helm: string, cwd: string): Promise<Ended> {
  const env = { PATH: `${await programFolder(cwd)}:${process.env.PATH}`, HOME: cwd }
  const args = ['--quiet', '--no-color', '--helm-binary', resolve(helm), 'template']
  return ended({ command: resolve(helmfile ?? ''), args, cwd, env })
}
