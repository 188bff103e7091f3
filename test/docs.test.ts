import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { programFolder } from './integrations/installed.ts'
import { withFolder } from './support/folder.ts'
import { ended } from './support/process.ts'
import { toolFor } from './support/tools.ts'
import { table } from './table.ts'

const root = resolve(import.meta.dirname, '..')

/** What a reader of a page does: writes a file that it shows, or types a command and reads what it prints. */
type Step =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'command'; readonly command: string; readonly want: string }

/** The steps of a page in order: blocks of `yaml file=NAME`, and each `$ …` line of a block of `console`. */
function stepsOf(page: string): readonly Step[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8')
  return [...text.matchAll(/^```(\S+)(?: file=(\S+))?\n(.*?)^```$/gms)].flatMap(
    ([, language, name, block = '']): Step[] => {
      if (name !== undefined) return [{ kind: 'file', name, text: block }]
      if (language !== 'console') return []
      return block
        .split(/^\$ /m)
        .slice(1)
        .map(session => {
          const end = session.indexOf('\n')
          return { kind: 'command', command: session.slice(0, end), want: session.slice(end + 1).trimEnd() }
        })
    },
  )
}

function mentions(page: string, text: string): boolean {
  return readFileSync(join(root, 'docs', page), 'utf8').includes(text)
}

/** Programs beside ours that sessions call, by the name that a reader calls them. */
const programs = { helm: 'helm3', kustomize: 'kustomize', kubectl: 'kubectl', helmfile: 'helmfile' } as const

const pages = readdirSync(join(root, 'docs')).filter(page => stepsOf(page).some(({ kind }) => kind === 'command'))

/** The tools that a page calls; undefined after saying that it is skipped. */
async function toolsOf(page: string): Promise<Readonly<Record<string, string>> | undefined> {
  const commands = stepsOf(page).flatMap(step => (step.kind === 'command' ? [step.command] : []))
  const found: Record<string, string> = {}
  for (const [name, tool] of Object.entries(programs)) {
    // Ours renders a chart with Helm, and helmfile does.
    const callers = name === 'helm' ? '(?:helm|helmfile) |seaworthy .*chart' : `${name} `
    const calls = new RegExp(`(?:^|[|&;{(] ?)(?:${callers})`)
    if (!commands.some(command => calls.test(command))) continue
    const path = await toolFor(`the sessions of docs/${page}`, tool)
    if (path === undefined) return undefined
    found[name] = path
  }
  return found
}

const runnable: Record<string, { readonly page: string; readonly tools: Readonly<Record<string, string>> }> = {}
for (const page of pages) {
  const tools = await toolsOf(page)
  if (tools !== undefined) runnable[page] = { page, tools }
}

table('what a page says that a command prints', runnable, ({ page, tools }) =>
  withFolder({}, async folder => {
    const cwd = join(folder, 'work')
    mkdirSync(cwd)
    // The example of the README, where a page goes on from it.
    if (mentions(page, 'agent.yaml')) cpSync(join(root, 'test/fixtures/readme'), cwd, { recursive: true })
    const bin = await programFolder(folder)
    for (const [name, path] of Object.entries(tools)) symlinkSync(resolve(root, path), join(bin, name))
    for (const step of stepsOf(page)) {
      if (step.kind === 'file') {
        mkdirSync(dirname(join(cwd, step.name)), { recursive: true })
        writeFileSync(join(cwd, step.name), step.text)
        continue
      }
      const env = { PATH: `${bin}:${process.env.PATH}` }
      const got = await ended({ command: 'bash', args: ['-c', `{ ${step.command}; } 2>&1`], cwd, env })
      assert.is(got.stdout.trimEnd(), step.want, step.command)
    }
  }),
)

/** Where relative links of a page lead, as `path#heading` from the root of the repository. */
function linksOf(page: string): readonly { readonly path: string; readonly anchor: string }[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```.*?^```$/gms, '')
  return [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', anchor = '']) => ({
    path: path === '' ? page : join(dirname(page), path),
    anchor,
  }))
}

/** Headings as GitHub names them. */
function anchorsOf(page: string): readonly string[] {
  const headings = [...readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title)
  return headings.map(title =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

const linking = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'CHANGELOG.md'].concat(
  readdirSync(join(root, 'docs')).map(page => `docs/${page}`),
)

table('links of a page lead somewhere', Object.fromEntries(linking.map(page => [page, page])), page => {
  const broken = linksOf(page).filter(({ path, anchor }) => {
    if (!existsSync(join(root, path))) return true
    return anchor !== '' && !anchorsOf(path).includes(anchor)
  })
  assert.equal(broken, [])
})
