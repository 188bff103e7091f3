import * as assert from 'uvu/assert'
import { type Challenge, parseChallenges } from '../../src/registry/http/challenge.ts'
import { table } from '../table.ts'

const bearer: Challenge = { scheme: 'bearer', parameters: { realm: 'https://auth.example/token', service: 'reg' } }

const rows: Readonly<Record<string, { readonly header: string; readonly want: readonly Challenge[] }>> = {
  nothing: { header: '', want: [] },
  'a scheme alone': { header: 'Negotiate', want: [{ scheme: 'negotiate', parameters: {} }] },
  basic: { header: 'Basic realm="x"', want: [{ scheme: 'basic', parameters: { realm: 'x' } }] },
  'a comma in a quoted value': {
    header: 'Bearer realm="https://auth.example/token",service="reg",scope="repository:a:pull,push"',
    want: [{ scheme: 'bearer', parameters: { ...bearer.parameters, scope: 'repository:a:pull,push' } }],
  },
  'several challenges in a line': {
    header: 'Negotiate, Basic realm="a, b", Bearer realm="https://auth.example/token", service=reg',
    want: [{ scheme: 'negotiate', parameters: {} }, { scheme: 'basic', parameters: { realm: 'a, b' } }, bearer],
  },
  'a backslash in a quoted value': {
    header: 'Basic realm="a\\"b"',
    want: [{ scheme: 'basic', parameters: { realm: 'a"b' } }],
  },
  'blanks around =': { header: 'Basic realm = "x"', want: [{ scheme: 'basic', parameters: { realm: 'x' } }] },
  'names in capitals': { header: 'BASIC REALM="x"', want: [{ scheme: 'basic', parameters: { realm: 'x' } }] },
}

table('WWW-Authenticate', rows, ({ header, want }) => {
  assert.equal(parseChallenges(header), want)
})
