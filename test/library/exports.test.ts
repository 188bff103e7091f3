import { readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { situation, table } from '../table.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')

/** Every name that the library exports, with the file that it comes from. */
const exported = new Map(
  [...read('src/index.ts').matchAll(/^export (?:type )?\{(.*?)\} from '(.*?)'/gms)].flatMap(
    ([, names = '', from = '']) =>
      names
        .split(',')
        .map(name => name.trim().replace(/^type /, ''))
        .filter(name => name !== '')
        .map(name => [name, posix.join('src', from)] as const),
  ),
)

/** What is TypeScript's or the platform's, and what is client-node's, which its users have. */
const foreign = /^(?:string|Promise|Readonly|Partial|Pick|Omit|Record|URL|Error|V1\w+|KubernetesObject)$/

/** The names of types in the parameters and the result of a function. */
function typesOf(name: string, text: string): readonly string[] {
  const signature = new RegExp(`^export function ${name}(.*?) \\{$`, 'ms').exec(text)?.[1] ?? ''
  const bare = signature.replaceAll(/'[^']*'|= \w+/g, '')
  return [...new Set([...bare.matchAll(/\b[A-Z]\w*/g)].map(([type]) => type))].filter(type => !foreign.test(type))
}

const functions = Object.fromEntries(
  [...exported].filter(([name, file]) => new RegExp(`^export function ${name}\\b`, 'm').test(read(file))),
)

situation('the library exports functions', () => assert.ok(Object.keys(functions).length > 15))

table('whoever calls it can name every type in the signature of', functions, (file, name) =>
  assert.equal(
    typesOf(name, read(file)).filter(type => !exported.has(type)),
    [],
  ),
)
