import * as assert from 'uvu/assert'
import { type FormatName, formatNames, loadFormat } from '../../src/report/formats.ts'
import { situation, table } from '../table.ts'
import { report, violation } from './smallest.ts'

const options = { style: 'plain', quiet: false, strict: false, version: '1' } as const

/** How each format begins: a format that is listed twice or loads another one would not. */
const beginnings: Readonly<Record<FormatName, RegExp>> = {
  text: /^web\.yaml:12:9: /,
  json: /^\{\n {2}"apiVersion"/,
  sarif: /^\{\n {2}"\$schema"/,
  junit: /^<\?xml/,
  github: /^::error /,
  gitlab: /^\[\n {2}\{\n {4}"description"/,
}

situation('every format is listed', () => assert.equal(formatNames, Object.keys(beginnings)))

table('every format loads', Object.fromEntries(formatNames.map(name => [name, name])), async name => {
  assert.match((await loadFormat(name))(report({ findings: [violation()] }), options), beginnings[name])
})
