import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { embedded } from '../../scripts/embed-templates.ts'
import { isCurrent } from '../support/generated.ts'
import { situation, table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')

situation('the embedded templates are those of the folder', () =>
  isCurrent('src/render/embedded-templates.ts', embedded(), 'embed-templates.ts'),
)

/** What security/ owns, and what therefore nothing that renders may spell. */
const owned = [
  'chown -',
  'runAsUser:',
  'runAsNonRoot:',
  'allowPrivilegeEscalation:',
  'seccompProfile:',
  'drop: [',
  'app.kubernetes.io/',
]
const sources = ['templates', 'src/render'].flatMap(folder =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(hbs|ts)$/.test(file) && !file.startsWith('values/'))
    .map(file => `${folder}/${file}`),
)

table('spells nothing that security/ owns', Object.fromEntries(sources.map(file => [file, file])), file => {
  const code = readFileSync(resolve(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  assert.equal(
    owned.filter(word => code.includes(word)),
    [],
  )
})
