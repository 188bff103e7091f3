import type { FieldPath } from '../../manifest/path.ts'
import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import type { ObjectView } from '../../workload/object/object.ts'
import type { Concern } from './concern.ts'
import type { Answered } from './dry-run.ts'
import { mapBelow, type Run } from './run.ts'
import { type ApiRefusal, pathIn } from './tell-apart.ts'

/** What was asked about. */
export interface Origin {
  readonly of: 'object' | 'pod' | 'claim'
  /** Where in the document lies what was asked about. */
  readonly from: FieldPath
  readonly namespace: string
}

/** What there is to say of an answer. What is missing is collected, for others may miss it, too. */
export function concernsOf(
  run: Run,
  object: ObjectView,
  { refusals, warnings }: Answered,
  origin: Origin,
): readonly Concern[] {
  // Of what is warned about in a template, the pod itself is refused.
  const told = origin.of === 'pod' ? [] : warnings.filter(text => !text.startsWith('would violate PodSecurity'))
  return [
    ...refusals.flatMap(refusal => concernOf(run, object, refusal, origin)),
    ...told.map(detail => ({
      object,
      path: [...origin.from, ...fieldAtStart(detail)],
      severity: 'warning' as const,
      observation: { code: 'cluster-warning' as const, detail },
    })),
  ]
}

/** `spec.template.spec.containers[0].env[1]: hides previous definition …` begins with its field. */
function fieldAtStart(warning: string): FieldPath {
  const [field] = /^(?:spec|metadata)\.[\w.[\]]+(?=:)/.exec(warning) ?? []
  return field === undefined ? [] : pathIn(field)
}

function concernOf(
  run: Run,
  object: ObjectView,
  refusal: ApiRefusal,
  { of, from, namespace }: Origin,
): readonly Concern[] {
  switch (refusal.kind) {
    case 'no-right':
      return []
    case 'missing':
      missingReference(run, object, refusal, { from, namespace })
      return []
    case 'webhook-unreachable': {
      const { webhook, detail } = refusal
      return [{ object, path: from, severity: 'error', observation: { code: 'webhook-unreachable', webhook, detail } }]
    }
    case 'no-dry-run': {
      const reason = { code: 'webhook-without-dry-run', webhook: refusal.webhook } as const
      return [{ object, path: from, severity: 'warning', observation: { code: 'not-asked', reason, objects: 1 } }]
    }
    case 'refused': {
      const path = [...from, ...(refusal.path.length > 0 ? refusal.path : containerIn(object, from, refusal.detail))]
      return [{ object, path, severity: 'error', observation: { code: refusal.code, of, detail: refusal.detail } }]
    }
  }
}

const fieldOf: Readonly<Record<string, string>> = {
  ServiceAccount: 'serviceAccountName',
  PriorityClass: 'priorityClassName',
  RuntimeClass: 'runtimeClassName',
}

function missingReference(
  run: Run,
  object: ObjectView,
  { what, name }: Extract<ApiRefusal, { readonly kind: 'missing' }>,
  { from, namespace }: Pick<Origin, 'from' | 'namespace'>,
): void {
  const field = fieldOf[what]
  const path = field === undefined ? from : [...from, 'spec', field]
  const place = what === 'ServiceAccount' ? { namespace } : {}
  if (run.brought.has(`${place.namespace ?? ''}/${what}/${name}`)) return
  run.missing.add({ object, path, severity: 'error', kind: what, name, effect: 'pods-refused', ...place })
}

/** Pod Security names the containers: the first of them is where a person looks. */
function containerIn(object: ObjectView, from: FieldPath, detail: string): FieldPath {
  const template = mapBelow(object, from)
  const spec = mapAt(template, 'spec')
  const quoted = new Set([...detail.matchAll(/"([^"]+)"/g)].map(([, name]) => name))
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    const index = listAt(spec, list).findIndex(container => quoted.has(textAt(container, 'name') ?? ''))
    if (index >= 0 && / container| init container/.test(detail)) return ['spec', list, index]
  }
  return []
}
