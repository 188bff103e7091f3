/**
 * Break each row of the tables of `src/` in a copy of the repository, run the tests that concern it, and list the rows
 * that none of them missed. `npm run mutate -- catalogue custom-kinds` takes the tables whose file or name has one of these in it.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Mutation, mutationsOf } from './table-rows.ts'
import { type Table, tables } from './tables.ts'

const root = resolve(import.meta.dirname, '..')
const copied = ['src', 'test', 'scripts', 'templates', 'charts', 'golden', 'presets', 'package.json', 'tsconfig.json']
const filters = process.argv.slice(2)
const chosen = tables.filter(
  ({ file, name }) => filters.length === 0 || filters.some(filter => `${file} ${name}`.includes(filter)),
)

interface Task {
  readonly table: Table
  readonly mutation?: Mutation
}

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-mutate-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const sound = await outcomes(distinctTests(chosen).map(table => ({ table })))
const red = sound.filter(({ passes }) => !passes).map(({ task }) => task.table.tests.join(' '))
if (chosen.length === 0 || red.length > 0) {
  process.stdout.write(chosen.length === 0 ? 'no such table\n' : `red before anything is broken: ${red.join(', ')}\n`)
  process.exit(1)
}
const results = await outcomes(chosen.flatMap(tasksOf))
const survivors = results.filter(({ passes, task }) => passes && !isUnseen(task))
process.stdout.write(`${results.length} rows and values broken, ${survivors.length} seen by no test\n`)
process.exitCode = survivors.length === 0 ? 0 : 1

function distinctTests(all: readonly Table[]): readonly Table[] {
  return [...new Map(all.map(table => [table.tests.join(' '), table])).values()]
}

function tasksOf(table: Table): readonly Task[] {
  const source = readFileSync(join(root, 'src', table.file), 'utf8')
  return mutationsOf(source, table.name, table.depth ?? 'rows').map(mutation => ({ table, mutation }))
}

/** At once: a run over all tables takes long. */
function tell({ table, mutation }: Task): void {
  process.stdout.write(`survives: ${table.file} ${table.name}: ${mutation?.label}\n`)
}

function isUnseen({ table, mutation }: Task): boolean {
  return Object.keys(table.unseen ?? {}).some(part => mutation?.label.includes(part) === true)
}

/** Each worker has a copy of its own, and takes the next task until none is left. */
async function outcomes(tasks: readonly Task[]): Promise<readonly { task: Task; passes: boolean }[]> {
  const waiting = [...tasks.entries()]
  const done: { index: number; task: Task; passes: boolean }[] = []
  const work = async (worker: number) => {
    const copy = copyOf(worker)
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, task] = next
      const survives = await passes(copy, task)
      done.push({ index, task, passes: survives })
      if (survives && task.mutation !== undefined && !isUnseen(task)) tell(task)
    }
  }
  await Promise.all(Array.from({ length: Math.min(tasks.length, availableParallelism()) }, (_, worker) => work(worker)))
  return done.toSorted((a, b) => a.index - b.index)
}

/** The tests find the shared data beside the copy, as they do beside the repository. */
function copyOf(worker: number): string {
  const copy = join(folder, `${worker}`, 'copy')
  if (existsSync(copy)) return copy
  mkdirSync(copy, { recursive: true })
  for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(resolve(root, 'node_modules'), join(copy, 'node_modules'))
  for (const name of ['.cache', '../shared'])
    if (existsSync(resolve(root, name))) symlinkSync(resolve(root, name), join(copy, name))
  return copy
}

async function passes(copy: string, { table, mutation }: Task): Promise<boolean> {
  const file = join(copy, 'src', table.file)
  const source = readFileSync(file, 'utf8')
  if (mutation !== undefined)
    writeFileSync(file, source.slice(0, mutation.start) + mutation.replacement + source.slice(mutation.end))
  const status = await runTests(copy, table.tests)
  writeFileSync(file, source)
  return status === 0
}

function runTests(copy: string, tests: readonly string[]): Promise<number> {
  const runner = join(copy, 'test', 'run.ts')
  return new Promise(done => {
    const arguments_ = ['--import', 'tsx', runner, ...tests]
    execFile(process.execPath, arguments_, { cwd: dirname(dirname(runner)), timeout: 300_000 }, error => {
      done(error === null ? 0 : 1)
    })
  })
}
