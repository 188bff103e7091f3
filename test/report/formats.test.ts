import * as assert from 'uvu/assert'
import { type FormatName, formatNames, isFormatName, loadFormat } from '../../src/report/formats.ts'
import { table } from '../table.ts'
import { report, violation } from './smallest.ts'

const options = { style: 'plain', quiet: false, strict: false, version: '1' } as const

/** How each format begins: a format that is listed twice or loads another one would not. */
const beginnings: Readonly<Record<FormatName, RegExp>> = {
  text: /^web\.yaml:12:9: /,
  json: /^\{\n {2}"apiVersion"/,
  sarif: /^\{\n {2}"\$schema"/,
  junit: /^<\?xml/,
  github: /^::error /,
}

table('every format is listed and loads', beginnings, async (want, name) => {
  assert.ok(isFormatName(name) && formatNames.includes(name))
  if (isFormatName(name)) assert.match((await loadFormat(name))(report({ findings: [violation()] }), options), want)
})

table('names that are no format', { yaml: '', toString: '', Text: '' }, (_, name) => assert.not(isFormatName(name)))
