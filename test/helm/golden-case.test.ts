import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { callIn, withPrograms } from '../support/real-io.ts'
import { situation } from '../table.ts'
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
