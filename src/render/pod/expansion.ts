import { isMap, textAt, type Value } from '../../manifest/value.ts'

/** What the kubelet knows of a container's variables: their values, or undefined where only the cluster does. */
type Variables = ReadonlyMap<string, string | undefined>

const reference = /\$\$|\$\(([^()]*)\)/g

/**
 * The words of a command as the kubelet would start them: `$$` is a dollar, `$(NAME)` the value of a variable, and what
 * names no variable stays (third_party/forked/golang/expansion of Kubernetes). For texts that no kubelet expands.
 */
export function expandedWords(words: readonly Value[], env: readonly Value[]): Value[] {
  const variables = variablesOf(env)
  return words.map(word => (typeof word === 'string' ? expanded(word, variables) : word))
}

/** The first variable of a command whose value only the cluster knows. */
export function unknownVariable(words: readonly Value[], env: readonly Value[]): string | undefined {
  const variables = variablesOf(env)
  const names = words.flatMap(word => (typeof word === 'string' ? [...word.matchAll(reference)] : []))
  return names.flatMap(([, name]) => name ?? []).find(name => variables.has(name) && variables.get(name) === undefined)
}

/** A variable sees those before it. */
function variablesOf(env: readonly Value[]): Variables {
  const variables = new Map<string, string | undefined>()
  for (const entry of env) {
    const [name, value] = [textAt(entry, 'name'), textAt(entry, 'value')]
    const foreign = isMap(entry) && entry.valueFrom !== undefined
    if (name !== undefined) variables.set(name, foreign ? undefined : expanded(value ?? '', variables))
  }
  return variables
}

function expanded(text: string, variables: Variables): string {
  return text.replace(reference, (whole, name: string | undefined) => {
    if (name === undefined) return '$'
    return variables.get(name) ?? whole
  })
}
