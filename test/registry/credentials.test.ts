import * as assert from 'uvu/assert'
import { credentialFor, mayHoldLogin, type NoCredential } from '../../src/registry/http/credentials.ts'
import type { JsonMap } from '../../src/registry/json.ts'
import { table } from '../table.ts'

const auth = (name: string) => ({ auth: Buffer.from(`${name}:pw`).toString('base64') })

interface Row {
  readonly config: JsonMap
  readonly repository?: string
  readonly want: string | undefined
}

const rows: Readonly<Record<string, Row>> = {
  'no configuration': { config: {}, want: undefined },
  'the registry': { config: { auths: { 'reg.example': auth('host') } }, want: 'host' },
  'the registry as a URL': { config: { auths: { 'https://reg.example': auth('url') } }, want: 'url' },
  'the registry as an old docker wrote it': {
    config: { auths: { 'https://reg.example/v1/': auth('v1') } },
    want: 'v1',
  },
  'and over plain HTTP': { config: { auths: { 'http://reg.example/v2/': auth('v2') } }, want: 'v2' },
  'a URL of another registry': {
    config: { auths: { 'https://evil.example/reg.example': auth('x') } },
    want: undefined,
  },
  'a URL with the registry as its user': {
    config: { auths: { 'https://reg.example@evil.example/': auth('x') } },
    want: undefined,
  },
  'the longest path wins': {
    config: { auths: { 'reg.example': auth('host'), 'reg.example/team': auth('team'), 'reg.example/te': auth('te') } },
    want: 'team',
  },
  'another registry is none': { config: { auths: { 'other.example': auth('other') } }, want: undefined },
  'a registry whose name begins alike is none': { config: { auths: { 'reg.exam': auth('x') } }, want: undefined },
  'another port is none': { config: { auths: { 'reg.example:5000': auth('port') } }, want: undefined },
  'Docker Hub by its old name': {
    config: { auths: { 'https://index.docker.io/v1/': auth('hub') } },
    repository: 'docker.io/library/redis',
    want: 'hub',
  },
  'a colon in the password': {
    config: { auths: { 'reg.example': { auth: Buffer.from('a:b:c').toString('base64') } } },
    want: 'a',
  },
  'an identity token': { config: { auths: { 'reg.example': { identitytoken: 't' } } }, want: 'token t' },
  'an entry without a credential': { config: { auths: { 'reg.example': {} } }, want: undefined },
  'a helper of the registry': { config: { credHelpers: { 'reg.example': 'one' } }, want: 'one at reg.example' },
  'a helper beats an entry': {
    config: { credHelpers: { 'reg.example': 'one' }, auths: { 'reg.example': auth('host') } },
    want: 'one at reg.example',
  },
  'the store of all': { config: { credsStore: 'all' }, want: 'all at reg.example' },
  'an entry beats the store': { config: { credsStore: 'all', auths: { 'reg.example': auth('host') } }, want: 'host' },
  'a helper that gives a token': { config: { credHelpers: { 'reg.example': 'token' } }, want: 'token secret' },
  'a helper that answers with nothing': { config: { credHelpers: { 'reg.example': 'empty' } }, want: undefined },
  'a helper that is missing': { config: { credHelpers: { 'reg.example': 'gone' } }, want: 'gone is gone' },
  'a store that is missing': { config: { credsStore: 'gone' }, want: 'gone is gone' },
  'an entry beats a store that is missing': {
    config: { credsStore: 'gone', auths: { 'reg.example': auth('host') } },
    want: 'host',
  },
  'a helper without a name is none, and keeps the store out': {
    config: { credHelpers: { 'reg.example': '' }, credsStore: 'all', auths: { 'reg.example': auth('host') } },
    want: 'host',
  },
  'a store without a name': { config: { credsStore: '' }, want: undefined },
  'an entry without a login hides no other': {
    config: { auths: { 'reg.example': {}, 'https://reg.example/v1/': auth('url') } },
    want: 'url',
  },
  'a helper that is named by a path': {
    config: { credHelpers: { 'reg.example': '../evil' } },
    want: '"../evil" is not a name of a credential helper',
  },
  'a helper that prints no JSON': {
    config: { credHelpers: { 'reg.example': 'chatty' } },
    want: 'docker-credential-chatty answered without a name and a secret; run it to see why',
  },
  'a helper that prints a list': {
    config: { credHelpers: { 'reg.example': 'list' } },
    want: 'docker-credential-list answered without a name and a secret; run it to see why',
  },
  'a helper that knows nothing': { config: { credHelpers: { 'reg.example': 'none' } }, want: undefined },
}

table('who asks', rows, async ({ config, repository = 'reg.example/team/app', want }) => {
  const found = await credentialFor(config, repository, helper)
  const got = found && { ...{ username: '', token: '', because: '' }, ...found }
  const said = got && { password: got.username, 'identity-token': `token ${got.token}`, none: got.because }[got.kind]
  assert.is(said, want)
})

async function helper(name: string, server: string): Promise<string | undefined | NoCredential> {
  if (name === 'gone') return { kind: 'none', because: 'gone is gone' }
  if (name === 'none') return undefined
  if (name === 'chatty') return 'hunter2'
  if (name === 'list') return '[]'
  if (name === 'empty') return JSON.stringify({ ServerURL: server, Username: '', Secret: '' })
  return JSON.stringify({ Username: name === 'token' ? '<token>' : `${name} at ${server}`, Secret: 'secret' })
}

const holding: Readonly<Record<string, { readonly config: JsonMap; readonly want: boolean }>> = {
  nothing: { config: {}, want: false },
  'no entry': { config: { auths: {} }, want: false },
  'entries without a password': { config: { auths: { 'r.example': {}, 's.example': { auth: '' } } }, want: false },
  'a password': { config: { auths: { 'r.example': {}, 's.example': auth('me') } }, want: true },
  'a store': { config: { credsStore: 'desktop' }, want: true },
  'a store without a name': { config: { credsStore: '' }, want: false },
  'a helper': { config: { credHelpers: { 'r.example': 'one' } }, want: true },
  'a helper without a name': { config: { credHelpers: { 'r.example': '' } }, want: false },
}

table('a configuration may hold a login:', holding, ({ config, want }) => assert.is(mayHoldLogin(config), want))
