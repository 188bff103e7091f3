import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Value, ValueMap } from '../src/manifest/value.ts'
import { writeKubeconformSchemas } from './schema-kubeconform.ts'
import { tool } from './tools.ts'

const program = await kubeconform()

async function kubeconform(): Promise<string> {
  const found = await tool('kubeconform')
  if (found === undefined) throw new Error('kubeconform cannot be built here')
  return found
}

/** A value as JSON, which has one type of number. */
export function json(value: Value): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part))
}

/** The indices of the objects that kubeconform refuses. */
export function refusedByKubeconform(objects: readonly ValueMap[]): ReadonlySet<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconform-'))
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
export function versionOf(): string {
  const told = execFileSync('go', ['version', '-m', program], { encoding: 'utf8' })
  return /github\.com\/yannh\/kubeconform\s+(v\S+)/.exec(told)?.[1] ?? 'unknown'
}
