/**
 * Ask an API server (KUBECONFIG, with strict field validation, as a dry run) and kubeconform about every mutant of
 * `test/fixtures/schema/kinds.yaml`, and record what they say. Needs ../shared/schemas, of which kubeconform's schemas are
 * made.
 *
 *     npx tsx scripts/schema-oracle.ts
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answers, answersFile, type Mutant, mutants, ourProblems, soundObjects } from '../test/schema/mutants.ts'
import { json, refusedByKubeconform, versionOf } from './kubeconform.ts'

const kubectl = join(process.env.KUBEBUILDER_ASSETS ?? '', 'kubectl')

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
  kubeconform: versionOf(),
  acceptedByBoth: idsOf(one => !one.api && !one.kubeconform),
  refusedByKubeconformAlone: idsOf(one => !one.api && one.kubeconform),
  refusedByApiServerAlone: idsOf(one => one.api && !one.kubeconform),
  beyond: idsOf(one => one.api && !one.ours),
}
writeFileSync(answersFile, `${JSON.stringify(answers, null, 1)}\n`)
const wrong = idsOf(one => !one.api && one.ours)
process.stdout.write(`${all.length} mutants; ${wrong.length} that we alone refuse ${wrong.join('; ')}\n`)
