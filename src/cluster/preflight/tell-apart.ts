import type { FieldPath } from '../../manifest/path.ts'
import { listAt, mapAt, textAt } from '../../manifest/value.ts'
import type { ClusterRefusal, Observation } from '../../workload/finding/finding.ts'
import type { ClusterAnswer } from '../cluster.ts'
import { isMissingRight } from '../refusal.ts'

/** Why an API server refused an object. Paths start at the object that was sent. */
export type ApiRefusal =
  | { readonly kind: 'refused'; readonly code: ClusterRefusal; readonly detail: string; readonly path: FieldPath }
  | { readonly kind: 'webhook-unreachable'; readonly webhook: string; readonly detail: string }
  | { readonly kind: 'no-dry-run'; readonly webhook: string }
  | { readonly kind: 'missing'; readonly what: string; readonly name: string }
  | { readonly kind: 'no-right' }

/** What the API server says of objects that others make, by its source file. */
const missing: readonly { readonly words: RegExp; readonly what: string }[] = [
  // plugin/pkg/admission/serviceaccount/admission.go
  { words: /error looking up service account \S+?\/\S+: serviceaccount "([^"]+)" not found/, what: 'ServiceAccount' },
  // plugin/pkg/admission/priority/admission.go
  { words: /no PriorityClass with name (\S+) was found/, what: 'PriorityClass' },
  // plugin/pkg/admission/runtimeclass/admission.go
  { words: /RuntimeClass "([^"]+)" not found/, what: 'RuntimeClass' },
  // apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
  { words: /^namespaces "([^"]+)" not found$/, what: 'Namespace' },
]

const codes: readonly { readonly words: RegExp; readonly code: ClusterRefusal }[] = [
  // staging/src/k8s.io/pod-security-admission/admission/admission.go
  { words: /violates PodSecurity "/, code: 'cluster-pod-security' },
  // apiserver/pkg/admission/plugin/resourcequota/controller.go
  { words: /exceeded quota:|failed quota:|insufficient quota to match/, code: 'cluster-quota' },
  // plugin/pkg/admission/limitranger/admission.go
  {
    words: /(?:max|min)imum \S+ usage per \S+ is|max limit to request ratio per \S+ is/,
    code: 'cluster-limit-range',
  },
  // apiserver/pkg/admission/plugin/webhook/errors/statuserror.go
  { words: /admission webhook "[^"]+" denied the request/, code: 'cluster-webhook' },
  // apiserver/pkg/admission/plugin/policy/validating; OpenShift's security context constraints
  {
    words: /ValidatingAdmissionPolicy '|unable to validate against any security context constraint/,
    code: 'cluster-policy',
  },
  // apimachinery/pkg/api/validation/objectmeta.go; pkg/apis/apps/validation; pkg/apis/core/validation
  {
    words:
      /\bis immutable\b|updates to .{1,40}? (?:for fields other than|are forbidden)|may not change (?:fields|once set)|may not be changed|cannot change roleRef/,
    code: 'cluster-immutable',
  },
]

/** Tell a refusal from others by its words. One with several causes is several refusals, each at its field. */
export function refusalsIn(answer: ClusterAnswer): readonly ApiRefusal[] {
  const message = textAt(answer.body, 'message') ?? ''
  if (isMissingRight(answer)) return [{ kind: 'no-right' }]
  const special = webhookTrouble(message) ?? missingIn(message)
  if (special !== undefined) return [special]
  const code = codeIn(message, answer)
  const parts = strictProblems(message) ?? typeProblem(message) ?? causesIn(answer)
  const whole = { detail: withoutSubject(message), path: [] }
  return (parts.length === 0 ? [whole] : parts).map(part => ({
    kind: 'refused',
    // What cannot change may stand beside what is wrong.
    code: code === 'cluster-immutable' ? codeIn(part.detail, answer) : code,
    ...part,
  }))
}

function codeIn(text: string, answer: ClusterAnswer): ClusterRefusal {
  const known = codes.find(({ words }) => words.test(text))
  return known?.code ?? (isInvalid(answer) ? 'cluster-invalid' : 'cluster-refused')
}

/** What `preflight` calls a refusal: the code of its finding. */
export function refusalCode(answer: ClusterAnswer): Observation['code'] {
  const [first] = refusalsIn(answer)
  return first?.kind === 'refused' ? first.code : findingOf[first?.kind ?? 'no-right']
}

const findingOf = {
  'webhook-unreachable': 'webhook-unreachable',
  'no-dry-run': 'not-asked',
  missing: 'missing-object',
  'no-right': 'no-right',
} as const

function isInvalid({ status }: ClusterAnswer): boolean {
  return status === 400 || status === 422
}

/** apiserver/pkg/admission/plugin/webhook/generic/webhook.go and errors.go */
function webhookTrouble(message: string): ApiRefusal | undefined {
  const [, failed, why = ''] = /failed calling webhook "([^"]+)": (.*)$/s.exec(message) ?? []
  if (failed !== undefined) return { kind: 'webhook-unreachable', webhook: failed, detail: why }
  const [, unable] = /admission webhook "([^"]+)" does not support dry run/.exec(message) ?? []
  return unable === undefined ? undefined : { kind: 'no-dry-run', webhook: unable }
}

function missingIn(message: string): ApiRefusal | undefined {
  for (const { words, what } of missing) {
    const name = words.exec(message)?.[1]
    if (name !== undefined) return { kind: 'missing', what, name }
  }
  return undefined
}

interface Part {
  readonly detail: string
  readonly path: FieldPath
}

/** Whether nothing but unknown or duplicate fields stands in the way: beyond them there may be more to tell. */
export function isStrictRefusal({ body }: ClusterAnswer): boolean {
  return /strict decoding error: /.test(textAt(body, 'message') ?? '')
}

/** `strict decoding error: unknown field "spec.a", duplicate field "spec.b"`. */
function strictProblems(message: string): readonly Part[] | undefined {
  const [, list] = /strict decoding error: (.*)$/s.exec(message) ?? []
  if (list === undefined) return undefined
  const found = [...list.matchAll(/((?:unknown|duplicate) field) "([^"]+)"/g)]
  return found.map(([, detail = '', field = '']) => ({ detail, path: pathIn(field) }))
}

/** encoding/json names the Go type, the fields below it without indices, and the type that is wanted. */
function typeProblem(message: string): readonly Part[] | undefined {
  const [, got, field = '', want] =
    /cannot unmarshal (.*?) into Go struct field [^.\s]+\.(\S+) of type (\S+)/.exec(message) ?? []
  return want === undefined ? undefined : [{ detail: `found ${got}, expected ${want}`, path: pathIn(field) }]
}

/** The API server names the field of each cause (metav1.StatusCause). */
function causesIn({ body }: ClusterAnswer): readonly Part[] {
  return listAt(mapAt(body, 'details'), 'causes').flatMap(cause => {
    const [detail, field] = [textAt(cause, 'message'), textAt(cause, 'field')]
    return detail === undefined || field === undefined ? [] : [{ detail: shortened(detail), path: pathIn(field) }]
  })
}

/** Of what cannot change the API server prints all there is, in Go's spelling; the reason follows, or stands on the first line. */
function shortened(detail: string): string {
  const [line = ''] = detail.split('\n')
  return line.replace(/^Invalid value: [[{].{60,}[\]}]: /, '')
}

/** `pods "web-x7k2p" is forbidden: ` says what stands before the sentence already, and another name each time. */
function withoutSubject(message: string): string {
  return message
    .replace(/^Internal error occurred: /, '')
    .replace(/^\S+ (?:in version )?"[^"]*" (?:is (?:forbidden|invalid)|cannot be handled as an? \S+): /, '')
    .replace(/^(?:Operation cannot be fulfilled on )?\S+ "[^"]*" is invalid: /, '')
}

/** `spec.containers[0].ports`, `metadata.labels[app.kubernetes.io/name]`: a field as the API server writes one. */
export function pathIn(field: string): FieldPath {
  return [...field.matchAll(/\[(\d+)\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(([, index, key, name = '']) =>
    index === undefined ? (key ?? name) : Number(index),
  )
}
