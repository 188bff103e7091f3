/**
 * Ask an API server (KUBECONFIG, with strict field validation, as a dry run) and kubeconform (KUBECONFORM, its program)
 * about every mutant of `test/fixtures/schema/kinds.yaml`, and record what they say. Needs ../shared/schemas, of which
 * kubeconform's schemas are made.
 *
 *     go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
 *     KUBECONFORM=$(go env GOPATH)/bin/kubeconform npx tsx scripts/schema-oracle.ts
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Value, ValueMap } from '../src/manifest/value.ts'
import { type Answers, answersFile, type Mutant, mutants, ourProblems, soundObjects } from '../test/schema/mutants.ts'
import { writeKubeconformSchemas } from './schema-kubeconform.ts'

const kubectl = join(process.env.KUBEBUILDER_ASSETS ?? '', 'kubectl')
const folder = mkdtempSync(join(tmpdir(), 'schema-oracle-'))

function json(value: Value): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part))
}

interface Resource {
  readonly kind: string
  readonly name: string
  readonly namespaced: boolean
}

interface Server {
  readonly version: string
  readonly refuses: (mutant: Pick<Mutant, 'ref' | 'object'>) => Promise<boolean>
  readonly stop: () => void
}

async function apiServer(): Promise<Server> {
  const proxy = spawn(kubectl, ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>(done => proxy.stdout.once('data', data => done(String(data))))
  const base = `http://${/127\.0\.0\.1:\d+/.exec(line)?.[0]}`
  const get = async <T>(path: string): Promise<T> => (await fetch(base + path)).json() as Promise<T>
  const resources = new Map<string, Promise<readonly Resource[]>>()
  const rootOf = (apiVersion: string) => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`)
  const resourcesOf = (apiVersion: string) => {
    const known =
      resources.get(apiVersion) ??
      get<{ readonly resources: readonly Resource[] }>(rootOf(apiVersion)).then(list => list.resources)
    resources.set(apiVersion, known)
    return known
  }
  return {
    version: (await get<{ readonly gitVersion: string }>('/version')).gitVersion,
    stop: () => proxy.kill(),
    refuses: async ({ ref, object }) => {
      const found = (await resourcesOf(ref.apiVersion)).find(
        ({ kind, name }) => kind === ref.kind && !name.includes('/'),
      )
      const scope = found?.namespaced === true ? '/namespaces/default' : ''
      const url = `${base}${rootOf(ref.apiVersion)}${scope}/${found?.name}?dryRun=All&fieldValidation=Strict`
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(url, { method: 'POST', headers, body: json(object) })
      await answer.text()
      return !answer.ok
    },
  }
}

/** The indices of the objects that kubeconform refuses. */
function refusedByKubeconform(objects: readonly ValueMap[]): ReadonlySet<number> {
  const program = process.env.KUBECONFORM ?? 'kubeconform'
  const schemas = join(folder, 'schemas')
  writeKubeconformSchemas(schemas, 36)
  const manifests = join(folder, 'manifests')
  mkdirSync(manifests)
  for (const [index, object] of objects.entries()) writeFileSync(join(manifests, `${index}.json`), json(object))
  const location = `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`
  const { stdout } = spawnSync(program, ['-output', 'json', '-schema-location', location, '-verbose', manifests], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const { resources } = JSON.parse(stdout) as {
    readonly resources: readonly { readonly filename: string; readonly status: string; readonly msg: string }[]
  }
  const strange = resources.filter(({ status }) => !['statusValid', 'statusInvalid'].includes(status))
  for (const { filename, msg } of strange.slice(0, 3)) process.stderr.write(`${filename}: ${msg}\n`)
  if (strange.length > 0) throw new Error(`kubeconform could not judge ${strange.length} objects`)
  return new Set(
    resources
      .filter(({ status }) => status === 'statusInvalid')
      .map(({ filename }) => Number(basename(filename, '.json'))),
  )
}

/** A program that `go install` built does not know its version; the module in it does. */
function versionOf(program: string): string {
  const told = execFileSync('go', ['version', '-m', program], { encoding: 'utf8' })
  return /github\.com\/yannh\/kubeconform\s+(v\S+)/.exec(told)?.[1] ?? 'unknown'
}

const all = mutants()
const kubeconform = refusedByKubeconform(all.map(({ object }) => object))
const server = await apiServer()
for (const sound of soundObjects())
  if (await server.refuses({ ref: sound.ref, object: sound.value })) throw new Error(`${sound.ref.kind} is not sound`)
const judged: { readonly id: string; readonly api: boolean; readonly kubeconform: boolean; readonly ours: boolean }[] =
  []
for (const [index, mutant] of all.entries())
  judged.push({
    id: mutant.id,
    api: await server.refuses(mutant),
    kubeconform: kubeconform.has(index),
    ours: ourProblems(mutant.ref, mutant.object).length > 0,
  })
server.stop()
const idsOf = (wanted: (one: (typeof judged)[number]) => boolean) => judged.filter(wanted).map(({ id }) => id)
const answers: Answers = {
  kubernetes: server.version,
  kubeconform: versionOf(process.env.KUBECONFORM ?? 'kubeconform'),
  acceptedByBoth: idsOf(one => !one.api && !one.kubeconform),
  refusedByKubeconformAlone: idsOf(one => !one.api && one.kubeconform),
  refusedByApiServerAlone: idsOf(one => one.api && !one.kubeconform),
  beyond: idsOf(one => one.api && !one.ours),
}
writeFileSync(answersFile, `${JSON.stringify(answers, null, 1)}\n`)
const wrong = idsOf(one => !one.api && one.ours)
process.stdout.write(`${all.length} mutants; ${wrong.length} that we alone refuse ${wrong.join('; ')}\n`)
