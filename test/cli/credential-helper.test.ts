import * as assert from 'uvu/assert'
import { registryLogin } from '../../src/cli/network/registry-login.ts'
import { runProgram } from '../../src/cli/process/run-program.ts'
import { fakeIo } from '../support/io.ts'
import { situation, table } from '../table.ts'

/** What is started in the place of the helper: each would take a minute. */
const helpers: Readonly<Record<string, readonly string[]>> = {
  'a helper that hangs': ['-c', 'exec sleep 60'],
  'one whose own child hangs, and holds its output open': ['-c', 'sleep 60 & wait'],
  'one that prints and does not end': ['-c', 'echo {}; exec sleep 60'],
}

const config = JSON.stringify({ credHelpers: { 'r.example': 'slow' } })

table('a credential helper that gives no answer', helpers, async args => {
  const { io } = fakeIo({ files: { 'config.json': config } })
  let started = 0
  const run = (_command: string, _args: readonly string[], given = {}) => {
    started += 1
    return runProgram('sh', args, given)
  }
  const login = await registryLogin('config.json', { ...io, run }, 300)
  const because =
    'docker-credential-slow gave no answer within 0.3 s; log in again, or name another file with --registry-config'
  assert.equal(await login('r.example/app'), { kind: 'none', because })
  assert.equal(await login('r.example/other'), { kind: 'none', because })
  assert.is(started, 1)
})

/** What the helper prints and how it ends, and what is said where the registry then refuses. */
const failing: Readonly<Record<string, { readonly script: string; readonly want: string | undefined }>> = {
  'is missing': { script: '', want: 'docker-credential-slow, which holds the login, is not installed' },
  fails: {
    script: 'echo secret; exit 3',
    want: 'docker-credential-slow, which holds the login, failed (exit 3); run it to see why',
  },
  'knows no login': { script: 'echo credentials not found in native keychain; exit 1', want: undefined },
}

table('a credential helper that', failing, async ({ script, want }) => {
  const { io } = fakeIo({ files: { 'config.json': config } })
  const run = (_command: string, _args: readonly string[], given = {}) =>
    script === '' ? runProgram('/nowhere/at-all', [], given) : runProgram('sh', ['-c', script], given)
  const login = await registryLogin('config.json', { ...io, run })
  assert.equal(await login('r.example/app'), want === undefined ? undefined : { kind: 'none', because: want })
})

situation('a helper that is missing does not hide the login of another file', async () => {
  const auths = { 'r.example': { username: 'me', password: 'pw' } }
  const files = { '/d/config.json': config, '/h/.docker/config.json': JSON.stringify({ auths }) }
  const { io } = fakeIo({ files, env: { DOCKER_CONFIG: '/d', HOME: '/h' } })
  const login = await registryLogin(undefined, io)
  assert.equal(await login('r.example/app'), { kind: 'password', username: 'me', password: 'pw' })
})

situation('a helper that answers in time is heard', async () => {
  const { io } = fakeIo({ files: { 'config.json': config } })
  const answer = JSON.stringify({ Username: 'me', Secret: 'secret' })
  const run = (_command: string, _args: readonly string[], given = {}) => runProgram('echo', [answer], given)
  const login = await registryLogin('config.json', { ...io, run })
  assert.equal(await login('r.example/app'), { kind: 'password', username: 'me', password: 'secret' })
})
