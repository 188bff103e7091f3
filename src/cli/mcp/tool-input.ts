import { InputError } from '../../error.ts'
import { nearest } from '../../manifest/text/nearest.ts'
import { shortened } from './bounded.ts'
import type { Parameter, Tool, ToolInput } from './tool.ts'

/** Read the arguments of a call. Throws `InputError('USAGE')` that names the argument, what it is and what it should be. */
export function readToolInput(name: string, tool: Tool, given: Readonly<Record<string, unknown>>): ToolInput {
  for (const key of Object.keys(given)) if (!Object.hasOwn(tool.parameters, key)) throw unknownArgument(name, tool, key)
  for (const key of tool.required)
    if (given[key] === undefined) throw new InputError('USAGE', `${name}: ${key} is missing`)
  for (const [key, parameter] of Object.entries(tool.parameters)) refuseOther(`${name}: ${key}`, parameter, given[key])
  return {
    text: key => (typeof given[key] === 'string' ? given[key] : undefined),
    texts: key => (Array.isArray(given[key]) ? given[key].filter(isText) : []),
    has: key => given[key] === true,
    map: key => (isObject(given[key]) ? given[key] : undefined),
  }
}

function unknownArgument(name: string, { parameters }: Tool, key: string): InputError {
  const names = Object.keys(parameters)
  const closest = nearest(shortened(key), names)
  const hint = closest === undefined ? `expected some of ${names.join(', ')}` : `did you mean ${closest}?`
  return new InputError('USAGE', `${name}: unknown argument "${shortened(key)}"; ${hint}`)
}

/** An argument that is not given is what its default says. */
function refuseOther(place: string, { kind, choices }: Parameter, found: unknown): void {
  if (found === undefined || kinds[kind].is(found, choices)) return
  const expected = choices === undefined ? kinds[kind].expected : `one of ${choices.join(', ')}`
  throw new InputError('USAGE', `${place}: found ${shortened(JSON.stringify(found))}, expected ${expected}`)
}

interface Kind {
  readonly expected: string
  readonly is: (found: unknown, choices: readonly string[] | undefined) => boolean
}

const kinds: Readonly<Record<Parameter['kind'], Kind>> = {
  text: {
    expected: 'a text that is not empty',
    is: (found, choices) => isText(found) && (choices === undefined || choices.includes(found)),
  },
  texts: {
    expected: 'a list of texts that are not empty',
    is: found => Array.isArray(found) && found.length > 0 && found.every(isText),
  },
  switch: { expected: 'true or false', is: found => typeof found === 'boolean' },
  map: { expected: 'an object', is: isObject },
}

function isText(found: unknown): found is string {
  return typeof found === 'string' && found.trim() !== ''
}

function isObject(found: unknown): found is object {
  return typeof found === 'object' && found !== null && !Array.isArray(found)
}
