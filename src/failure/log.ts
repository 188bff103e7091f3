import type { FailedCall, Said } from './failed-call.ts'
import { readFailure } from './read-failure.ts'

/** A line of a log that tells of a failure, and how it was understood. */
export interface LoggedFailure {
  readonly text: string
  readonly call: FailedCall
}

/** What a line is about to be searched for: most lines of a log tell of nothing. */
const suspicious =
  /denied|not permitted|read-?only|eacces|eperm|erofs|forbidden|podsecurity|runAsNonRoot|non-root|without user|accessdenied|filenotfound|ownership|permissions|owner only|belongs to|not writable|can ?not write|unusable|not empty|has files in it|unable to open|failed|no new privileges|suid|unable to gain|invalid reference|invalidimagename|missing value for|subpath|supplementalgroups/i

/** Longer lines are data; what a program says of a failure stands at their beginning. */
const longest = 8_000

/** Every failure that a text tells of: a message, a log, or what `kubectl describe pod` and `kubectl get events` print. */
export function failuresIn(text: string): readonly LoggedFailure[] {
  const failures: LoggedFailure[] = []
  let about: Context = {}
  for (const raw of unfolded(text)) {
    const line = plain(raw.slice(0, longest))
    about = contextAfter(about, line)
    if (!suspicious.test(line)) continue
    const call = readFailure(line)
    if (call === undefined) continue
    const said = { ...namedBy(about), ...prefixOf(line), ...call.said }
    failures.push({ text: line.trim(), call: { ...call, said } })
  }
  return failures
}

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g')

/** Escapes of a terminal and of JSON say nothing. */
function plain(line: string): string {
  return line.replaceAll(escapes, '').replaceAll('\\"', '"').replaceAll('\\n', ' ')
}

/** YAML and terminals fold what the API server says in one line. */
function unfolded(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  return lines.flatMap((line, index) => {
    if (!/security context constraint|violates? PodSecurity|is forbidden: unable to/i.test(line)) return [line]
    const rest = lines.slice(index + 1, index + folded)
    const end = rest.findIndex(next => !/^\s+\S/.test(next) || /^\s*[\w-]+:(\s|$)/.test(next))
    const more = end < 0 ? rest : rest.slice(0, end)
    return [[line, ...more.map(next => next.trim())].join(' ')]
  })
}

const folded = 30

/** Where a line stands in what `kubectl describe pod` prints. */
interface Context {
  readonly pod?: string
  readonly inContainers?: boolean
  readonly container?: string
}

/** `Name:` of the pod, then `Init Containers:` and `Containers:` with their names two columns in. */
function contextAfter(before: Context, line: string): Context {
  const [, pod] = /^Name: {2,}(\S+)$/.exec(line) ?? []
  if (pod !== undefined) return { pod }
  if (/^\S/.test(line)) {
    const { container, ...outside } = before
    return { ...outside, inContainers: /^(?:Init |Ephemeral )?Containers:$/.test(line) }
  }
  const [, container] = /^ {2}([a-z0-9-]+):$/.exec(line) ?? []
  return before.inContainers === true && container !== undefined ? { ...before, container } : before
}

function namedBy({ pod, container, inContainers }: Context): Said {
  return {
    ...(pod === undefined ? {} : { pod }),
    ...(container === undefined || inContainers !== true ? {} : { container }),
  }
}

const prefixes: readonly RegExp[] = [
  /^\[pod\/(?<pod>[\w.-]+)\/(?<container>[\w.-]+)\]/, // kubectl logs --prefix
  /\bpod\/(?<pod>[a-z0-9][\w.-]*)\s/, // kubectl get events
  /\b(?:replicaset|statefulset|job|daemonset|deployment|cronjob)(?:\.apps|\.batch)?\/(?<pod>[a-z0-9][\w.-]*)\s/i,
]
const subObject = /\bspec\.(?:initContainers|containers)\{(?<container>[\w.-]+)\}/ // kubectl get events -o wide

/** The pod and the container that the columns before a message name. */
function prefixOf(line: string): Said {
  const named = prefixes.map(pattern => pattern.exec(line)?.groups).find(groups => groups !== undefined)
  const container = subObject.exec(line)?.groups?.container ?? named?.container
  return {
    ...(named?.pod === undefined ? {} : { pod: named.pod }),
    ...(container === undefined ? {} : { container }),
  }
}
