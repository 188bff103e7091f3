import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import * as assert from 'uvu/assert'
import manifest from '../../package.json' with { type: 'json' }
import { installedPackage } from '../support/built.ts'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, table } from '../table.ts'
import { podText, policyText, restrictedContext } from './manifests.ts'

const program = join(await installedPackage(), 'dist/cli.cjs')
const files = {
  'web.yaml': podText(),
  'sound.yaml': podText({ context: restrictedContext }),
  'elsewhere/policy.yaml': policyText('level: privileged'),
}

/** The official client, connected to the program as it is installed; and how the program ended afterwards. */
function withClient<T>(args: readonly string[], use: (client: Client) => Promise<T>): Promise<T> {
  return withFolder(files, async cwd => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [program, 'mcp', ...args],
      cwd,
      env: getDefaultEnvironment(),
      stderr: 'pipe',
    })
    let complaints = ''
    transport.stderr?.on('data', chunk => (complaints += chunk))
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(transport)
    try {
      return await use(client)
    } finally {
      await client.close()
      for (const [name, text] of Object.entries(files)) assert.is(readFileSync(join(cwd, name), 'utf8'), text)
      assert.is(complaints, '')
    }
  })
}

async function textOf(client: Client, name: string, given: Record<string, unknown>) {
  const { content, isError } = await client.callTool({ name, arguments: given })
  const parts = Array.isArray(content) ? content : []
  const texts = parts.map(({ text }) => String(text))
  return { texts, text: texts.join('\n'), isError }
}

situation('a client learns the tools, which all say that they change nothing', () =>
  withClient([], async client => {
    const { tools } = await client.listTools()
    assert.equal(
      tools.map(({ name }) => name),
      ['check', 'explain', 'explain_error', 'fix', 'render'],
    )
    assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true && !annotations.openWorldHint))
    assert.ok(tools.every(({ inputSchema }) => inputSchema.type === 'object' && inputSchema.properties !== undefined))
    assert.equal(client.getServerVersion(), { name: 'seaworthy', title: 'Seaworthy', version: manifest.version })
    assert.match(client.getInstructions() ?? '', 'Kubernetes')
  }),
)

situation('an agent finds what is wrong, and applies a diff after which nothing is', () =>
  withClient([], async client => {
    assert.match((await textOf(client, 'check', { files: ['web.yaml'] })).text, /^4 errors in 1 pod/m)
    const {
      texts: [diff],
    } = await textOf(client, 'fix', { files: ['web.yaml'] })
    await withFolder(files, async cwd => {
      const { status } = await ended({ command: 'git', args: ['apply', '-p0', '-'], cwd, input: diff ?? '' })
      assert.is(status, 0)
      const manifests = readFileSync(join(cwd, 'web.yaml'), 'utf8')
      assert.match((await textOf(client, 'check', { manifests })).text, /^no findings in 1 pod/)
    })
  }),
)

situation('an error is told to the model, and the next call is answered', () =>
  withClient([], async client => {
    const { text, isError } = await textOf(client, 'chek', {})
    assert.equal({ text, isError }, { text: 'unknown tool "chek"; did you mean check?', isError: true })
    assert.is((await textOf(client, 'check', { files: ['sound.yaml'] })).isError, false)
  }),
)

situation('a thousand calls at once are answered each, without a word of Node on the pipe that they fill', () =>
  withClient([], async client => {
    const given = { files: ['web.yaml'], format: 'json' }
    const calls = Array.from({ length: 1000 }, () => textOf(client, 'check', given))
    const [first, ...others] = (await Promise.all(calls)).map(({ text }) => text)
    assert.ok(others.every(text => text === first))
  }),
)

situation('calls at once are answered each', () =>
  withClient([], async client => {
    const calls = Array.from({ length: 20 }, (_, index) =>
      textOf(client, 'check', { files: [index % 2 === 0 ? 'web.yaml' : 'sound.yaml'] }),
    )
    const got = (await Promise.all(calls)).map(({ text }) => text.startsWith('no findings'))
    assert.equal(
      got,
      got.map((_, index) => index % 2 === 1),
    )
  }),
)

situation('what is served is a folder that is named, with a policy from elsewhere', () =>
  withClient(['--policy', 'elsewhere/policy.yaml', 'elsewhere'], async client => {
    const { text } = await textOf(client, 'check', { manifests: podText() })
    assert.match(text, /^no findings in 1 pod of 1 object; .*policy policy\.yaml\n/)
    assert.match((await textOf(client, 'check', { files: ['../web.yaml'] })).text, /^\.\.\/web\.yaml: cannot be read/)
  }),
)

table(
  'it refuses to start with',
  {
    'the root of the file system': { args: ['/'], want: /^seaworthy: mcp: expected a folder with manifests, not \// },
    'a file': { args: ['web.yaml'], want: /^seaworthy: mcp: web\.yaml: expected a folder\n$/ },
    'two folders': { args: ['elsewhere', '.'], want: /^seaworthy: mcp: found 2 folders, expected one at most\n$/ },
    'a level that is none': { args: ['--level', 'x'], want: /^seaworthy: --level: found "x", expected one of/ },
    'a policy that is not there': { args: ['--policy', 'p.yaml'], want: /^seaworthy: p\.yaml: cannot be read/ },
  },
  ({ args, want }) =>
    withFolder(files, async cwd => {
      const { status, stdout, stderr } = await ended({
        command: process.execPath,
        args: [program, 'mcp', ...args],
        cwd,
      })
      assert.equal({ status, stdout }, { status: 2, stdout: '' })
      assert.match(stderr, want)
    }),
)

table(
  'a connection that ends ends the program',
  { 'at once': '', 'after what is no message': 'hello\n{"jsonrpc": 1}\n' },
  input =>
    withFolder(files, async cwd => {
      const { status, stdout } = await ended({
        command: process.execPath,
        args: [program, 'mcp'],
        cwd,
        input,
        seconds: 20,
      })
      assert.equal({ status, stdout }, { status: 0, stdout: '' })
    }),
)
