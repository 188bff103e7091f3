import { InputError } from '../error.ts'
import { nearest } from '../manifest/text/nearest.ts'
import { podKinds } from '../workload/object/kinds.ts'
import type { ObjectRef } from '../workload/object/object.ts'
import type { Settings } from '../workload/settings/settings.ts'

/** `KIND/NAME` as the user wrote it. */
export interface Selection {
  readonly kind: string
  readonly name: string
}

/** The short names that `kubectl api-resources` lists for kinds with a pod. */
const shortNames = new Map(
  Object.entries({
    cj: 'CronJob',
    deploy: 'Deployment',
    ds: 'DaemonSet',
    po: 'Pod',
    rc: 'ReplicationController',
    rs: 'ReplicaSet',
    sts: 'StatefulSet',
  }),
)

/** Read `KIND/NAME`; undefined for what has another shape. */
export function parseSelection(text: string): Selection | undefined {
  const [, kind, name] = /^([A-Za-z][A-Za-z.]*)\/([^/]+)$/.exec(text) ?? []
  return kind === undefined || name === undefined ? undefined : { kind, name }
}

/** The kind that a word stands for: any case, a plural, or a short name, as kubectl takes them. */
function kindNamed(word: string, settings: Settings): string | undefined {
  const asked = word.toLowerCase()
  const kinds = [...podKinds(settings.workloads)]
  return shortNames.get(asked) ?? kinds.find(kind => [kind, `${kind}s`].some(name => name.toLowerCase() === asked))
}

/** The workloads that are selected, in the order of the stream. Throws `InputError('USAGE')` for one that is not there. */
export function select<Item extends { readonly ref: ObjectRef }>(
  items: readonly Item[],
  selections: readonly Selection[],
  settings: Settings,
): readonly Item[] {
  if (selections.length === 0) return items
  const matches = selections.map(selection => {
    const kind = kindNamed(selection.kind, settings) ?? selection.kind
    const found = items.filter(({ ref }) => ref.name === selection.name && ref.kind === kind)
    if (found.length === 0) throw notThere(selection, kind, items)
    return found
  })
  const wanted = new Set(matches.flat())
  return items.filter(item => wanted.has(item))
}

/** As many names as a reader looks through. */
const listed = 10

function notThere(
  { kind: written, name }: Selection,
  kind: string,
  items: readonly { readonly ref: ObjectRef }[],
): InputError {
  const names = [...new Set(items.map(({ ref }) => `${ref.kind}/${ref.name}`))]
  const closest = nearest(`${kind}/${name}`, names)
  const hint = closest === undefined ? among(names) : `did you mean ${closest}?`
  return new InputError('USAGE', `${written}/${name}: no such workload; ${hint}`)
}

function among(names: readonly string[]): string {
  if (names.length === 0) return 'the manifests hold no workload'
  const rest = names.length > listed ? `, and ${names.length - listed} more` : ''
  return `the manifests hold ${names.slice(0, listed).join(', ')}${rest}`
}
