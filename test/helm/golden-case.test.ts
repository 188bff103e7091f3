import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { callIn, withPrograms } from '../support/real-io.ts'
import { toolFor } from '../support/tools.ts'
import { situation, table } from '../table.ts'
import { helmFor, majors } from './helm.ts'

const files = {
  'seaworthy.yaml': `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
golden:
  - { name: web, chart: chart, file: golden.yaml }
`,
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/templates/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: web-{{ randAlpha 5 | lower }}
  annotations: { made: {{ now | unixEpoch | quote }} }
stringData:
  user: web
  password: {{ randAlphaNum 20 }}
`,
}

const fleet = `apiVersion: seaworthy.dev/v1alpha1
kind: Fleet
releases:
  - { name: web, chart: chart }
`

for (const major of majors) {
  const helm = await helmFor(`a golden case of a chart that is random, by ${major}`, major)
  if (helm === undefined) continue
  const programs = await withPrograms({ helm })

  situation(`a golden case of a chart that is random and tells the time is stable, by ${major}`, () =>
    withFolder(files, async cwd => {
      await callIn(cwd, ['verify', '--update'], '', programs)
      const golden = readFileSync(join(cwd, 'golden.yaml'), 'utf8')
      assert.match(golden, /annotations: \{ made: "<masked>" \}\n.*user: web\n {2}password: "<masked>"/s)
      const { code, stdout } = await callIn(cwd, ['verify'], '', programs)
      assert.equal({ code, stdout }, { code: 0, stdout: 'no findings in 1 golden case; policy seaworthy.yaml\n' })
    }),
  )

  situation(`golden files of a fleet with such a chart are stable, and its manifests whole, by ${major}`, () =>
    withFolder(files, async cwd => {
      writeFileSync(join(cwd, 'fleet.yaml'), fleet)
      await callIn(cwd, ['fleet', '--golden', 'golden', '--update', '--exit-zero'], '', programs)
      const { code } = await callIn(cwd, ['fleet', '--golden', 'golden', '--output-dir', 'out'], '', programs)
      assert.is(code, 0)
      const read = (folder: string) => readFileSync(join(cwd, folder, 'web.yaml'), 'utf8')
      assert.match(read('golden'), /name: "<masked>"\n.*made: "<masked>".*password: "<masked>"/s)
      assert.match(read('out'), /name: web-\w{5}\n.*made: "\d{10}".*password: \w{20}/s)
    }),
  )

  situation(`what was fixed and is random now is a difference, by ${major}`, () =>
    withFolder(files, async cwd => {
      await callIn(cwd, ['verify', '--update'], '', programs)
      const golden = readFileSync(join(cwd, 'golden.yaml'), 'utf8')
      writeFileSync(join(cwd, 'golden.yaml'), golden.replace('password: "<masked>"', 'password: fixed'))
      const { code, stdout } = await callIn(cwd, ['verify'], '', programs)
      assert.is(code, 1)
      assert.match(stdout, 'golden-different')
    }),
  )
}

/** Helm 4.2.4 and later keep the blank lines that end a document; before, they went (helm/helm#32327). */
const blankLines = (cases: string) => ({
  'seaworthy.yaml': `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\ngolden:\n  - { name: web, chart: chart, file: golden.yaml, ${cases} }\n`,
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/templates/a.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { key: one }\n\n\n---\n\n\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n\n\n',
})

interface MinorRow {
  readonly case: string
  readonly changed?: string
  readonly code: 0 | 1
  readonly says: RegExp
}

const minorRows: Readonly<Record<string, MinorRow>> = {
  'is compared as objects on request': {
    case: 'helm: "4.1", layout: ignore',
    code: 0,
    says: /^no findings in 1 golden case/,
  },
  'differs where its value does': {
    case: 'helm: "4.1", layout: ignore',
    changed: 'key: two',
    code: 1,
    says: /ConfigMap\/a data\.key: "one" → "two" \[golden-different\]/,
  },
  'is not compared where only that minor will do': {
    case: 'helm: "4.1"',
    code: 0,
    says: /golden\.yaml was not compared: it needs Helm 4\.1, and \S+ is Helm 4\.3/,
  },
  'differs where each minor has to give the same bytes': {
    case: 'helm: 4',
    code: 1,
    says: /only comments, quoting, order or layout/,
  },
}

const older = await helmFor('the golden file of another Helm minor', 'helm4')
const newest = await toolFor('the golden file of another Helm minor', 'helm4-newest')
if (older !== undefined && newest !== undefined) {
  const [before, after] = await Promise.all([withPrograms({ helm: older }), withPrograms({ helm: newest })])

  table('the golden file of another Helm minor', minorRows, ({ case: fields, changed, code, says }) =>
    withFolder(blankLines(fields), async cwd => {
      await callIn(cwd, ['verify', '--update'], '', before)
      assert.is((await callIn(cwd, ['verify'], '', before)).code, 0)
      const template = join(cwd, 'chart/templates/a.yaml')
      if (changed !== undefined) writeFileSync(template, readFileSync(template, 'utf8').replace('key: one', changed))
      const got = await callIn(cwd, ['verify'], '', after)
      assert.is(got.code, code, got.stdout)
      assert.match(got.stdout, says)
    }),
  )

  situation('a minor that is there is held to every byte, whatever is asked for another', () =>
    withFolder(blankLines('helm: "4.3", layout: ignore'), async cwd => {
      await callIn(cwd, ['verify', '--update'], '', before)
      assert.is((await callIn(cwd, ['verify'], '', after)).code, 1)
    }),
  )
}
