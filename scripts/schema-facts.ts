/**
 * Record what an API server publishes of its types beyond `../shared/schemas`: the values that a field may have. Those of
 * a status are left out, since nothing in a manifest's status is validated. Needs KUBECONFIG and kubectl; run with the
 * newest API server there is:
 *
 *     npx tsx scripts/schema-facts.ts
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { shortName } from './schema-names.ts'

const kubectl = join(process.env.KUBEBUILDER_ASSETS ?? '', 'kubectl')

interface Property {
  readonly enum?: readonly string[]
  readonly items?: Property
}

interface Published {
  readonly definitions: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> }>>
}

function raw<T>(path: string): T {
  return JSON.parse(execFileSync(kubectl, ['get', '--raw', path], { encoding: 'utf8', maxBuffer: 1 << 26 }))
}

const { gitVersion } = raw<{ readonly gitVersion: string }>('/version')
const { definitions } = raw<Published>('/openapi/v2')
const rows = Object.entries(definitions)
  .filter(([name]) => !name.endsWith('Status'))
  .flatMap(([name, { properties = {} }]) =>
    Object.entries(properties).flatMap(([field, property]) => {
      const values = property.enum ?? property.items?.enum
      return values === undefined ? [] : [[`${shortName(name)}.${field}`, values] as const]
    }),
  )
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
const facts = { version: gitVersion, values: Object.fromEntries(rows) }
writeFileSync(resolve(import.meta.dirname, 'schema-facts.json'), `${JSON.stringify(facts, null, 1)}\n`)
