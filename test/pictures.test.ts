import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { pictures } from '../scripts/pictures.ts'
import { story } from '../scripts/story.ts'
import { chromium, withPage } from './support/browser.ts'
import { isCurrent } from './support/generated.ts'
import { situation, skipped, table } from './table.ts'

const root = resolve(import.meta.dirname, '..')

table('a picture of the README is what the program writes', await pictures(), (want, file) => {
  isCurrent(file, want, 'pictures.ts')
})

/** Columns that do not fit, and whether it is XML, as a picture has to be. */
const columns = `[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth).length`
const isXml = (text: string) =>
  `new DOMParser().parseFromString(${JSON.stringify(text)}, 'image/svg+xml').querySelector('parsererror') === null`

const whole = 'the picture of the page cuts off no column'
if (chromium === undefined) skipped(whole, 'no Chromium; CHROMIUM names one')
else {
  const browser = chromium
  const picture = readFileSync(resolve(root, '.github/images/explain.svg'), 'utf8')
  situation(whole, () =>
    withPage(browser, `<!doctype html>${picture}`, async page => {
      await page.show({ width: 2000, scheme: 'light', media: 'screen' })
      assert.is(await page.evaluate(isXml(picture)), true)
      assert.is(await page.evaluate(columns), 0)
    }),
  )
}

const scenes = await story()

table('the demo calls', Object.fromEntries(scenes.map(scene => [scene.typed, scene])), ({ code, want }) =>
  assert.is(code, want),
)

situation('the demo fits 60 lines', () => {
  const lines = scenes.reduce((sum, { printed }) => sum + printed.split('\n').length + 2, 0)
  assert.ok(lines <= 60, String(lines))
})
