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
  const run = (_command: string, _args: readonly string[], given = {}) => runProgram('sh', args, given)
  const login = await registryLogin('config.json', { ...io, run }, 300)
  const said = await login('r.example/app').then(
    () => 'a login',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  )
  assert.match(said, /^docker-credential-slow gave no answer within 0\.3 s; /)
})

situation('a helper that answers in time is heard', async () => {
  const { io } = fakeIo({ files: { 'config.json': config } })
  const answer = JSON.stringify({ Username: 'me', Secret: 'secret' })
  const run = (_command: string, _args: readonly string[], given = {}) => runProgram('echo', [answer], given)
  const login = await registryLogin('config.json', { ...io, run })
  assert.equal(await login('r.example/app'), { kind: 'password', username: 'me', password: 'secret' })
})
