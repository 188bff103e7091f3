import { InputError } from '../../error.ts'
import { type ChangedObject, type Expression, nameForPeople } from '../../export/changed-object.ts'
import { kustomizePatch, targetOf } from '../../export/kustomize.ts'
import { kyvernoPolicy } from '../../export/kyverno.ts'
import { mutatingPolicy } from '../../export/mutating-policy.ts'
import type { ManifestDocument } from '../../manifest/document.ts'
import { changeValue } from '../../manifest/edit/change-value.ts'
import { formatPath } from '../../manifest/path.ts'
import { visible } from '../../manifest/text/visible.ts'
import { isMap, textAt, type ValueMap, valueAt } from '../../manifest/value.ts'
import { blockYaml } from '../../render/yaml.ts'
import { changeWords } from '../../report/words/change-words.ts'
import { someOf } from '../../report/words/some-of.ts'
import { podsOf } from '../../workload/object/kinds.ts'
import { groupOf, type ObjectView } from '../../workload/object/object.ts'
import { changesOf } from '../../workload/pod/pod-after.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import type { Hardened, HardenedWorkload } from '../harden/harden.ts'

/** What an export is for. */
export const exportForms = ['kustomize', 'kyverno', 'map'] as const
/** One of them. */
export type ExportForm = (typeof exportForms)[number]

/** Hardening in the form of another program: its pieces, and what that form cannot say. */
export interface Export {
  readonly form: ExportForm
  readonly text: string
  readonly pieces: readonly Piece[]
  readonly missing: readonly { readonly title: string; readonly reason: string }[]
}

/** What is exported for one object. `key` finds it again in an earlier export. */
export interface Piece {
  readonly key: string
  readonly title: string
  readonly value: ValueMap
}

/** Express what hardening changes in a form that another program applies. Nothing is expressed by halves. */
export function exportHardened(hardened: Hardened, form: ExportForm, settings: Settings): Export {
  const changed = changedObjects(hardened, settings)
  if (form !== 'kustomize') refuseUnplaced(changed)
  const expressions = changed.map(one => (isTwin(one, changed) ? twin(one) : express[form](one)))
  const made = expressions.flatMap(one => ('value' in one ? [one] : []))
  return {
    form,
    text: textOf(form, made),
    pieces: made.flatMap(({ of, value }) =>
      pieceValues(form, value).map(piece => pieceOf(form, nameForPeople(of), piece)),
    ),
    missing: expressions.flatMap(one =>
      'reason' in one ? [{ title: nameForPeople(one.of), reason: one.reason }] : [],
    ),
  }
}

const express: Readonly<Record<ExportForm, (changed: ChangedObject) => Expression>> = {
  kustomize: changed => kustomizePatch(changed, value => blockYaml(value, 0)),
  kyverno: kyvernoPolicy,
  map: mutatingPolicy,
}

function isTwin({ ref, namespace }: ChangedObject, all: readonly ChangedObject[]): boolean {
  const alike = all.filter(other => isAlike(ref, other.ref) && other.namespace === namespace)
  return alike.length > 1
}

function twin(of: ChangedObject): Expression {
  return { of, reason: 'another object has the same kind and name' }
}

function isAlike(one: ObjectView['ref'], other: ObjectView['ref']): boolean {
  return one.kind === other.kind && one.name === other.name && groupOf(one.apiVersion) === groupOf(other.apiVersion)
}

/** A policy of a cluster that says no namespace would change every object of that name. */
function refuseUnplaced(changed: readonly ChangedObject[]): void {
  const unplaced = changed.filter(({ namespace }) => namespace === undefined).map(nameForPeople)
  if (unplaced.length > 0)
    throw new InputError(
      'USAGE',
      `${visible(someOf(unplaced))}: found no namespace, and each policy of a cluster is for one; give --namespace NAME`,
    )
}

/** Objects in which something changes, in the order of the manifests. */
function changedObjects({ sources, workloads }: Hardened, settings: Settings): readonly ChangedObject[] {
  const objects = sources.flatMap(({ source }) => source.objects)
  const after = valuesAfter(workloads)
  return objects.flatMap(object => {
    const own = workloads.filter(({ workload }) => isOf(workload.pod.object, object))
    const value = valueAt(after.get(object.document) ?? null, object.path)
    if (own.every(({ hardening }) => hardening.hardenings.length === 0) || !isMap(value)) return []
    const namespace = object.ref.namespace ?? settings.namespace
    return [
      {
        ref: object.ref,
        ...(namespace !== undefined && { namespace }),
        before: object.value,
        after: value,
        reasons: own.flatMap(one => reasonsOf(one, object)),
        hasNamesake: objects.some(other => other !== object && isAlike(other.ref, object.ref)),
      },
    ]
  })
}

function isOf(one: ObjectView, other: ObjectView): boolean {
  return one.document === other.document && formatPath(one.path) === formatPath(other.path)
}

/** Several objects of one document are changed together, since paths are those of the document. */
function valuesAfter(workloads: readonly HardenedWorkload[]): ReadonlyMap<ManifestDocument, ManifestDocument['value']> {
  const changes = new Map<ManifestDocument, ReturnType<typeof changesOf>>()
  for (const { workload, hardening } of workloads) {
    const { document } = workload.pod.object
    changes.set(document, [...(changes.get(document) ?? []), ...changesOf(hardening.hardenings)])
  }
  return new Map([...changes].map(([document, all]) => [document, changeValue(document.value, all)]))
}

function reasonsOf({ hardening }: HardenedWorkload, object: ObjectView): readonly string[] {
  return hardening.hardenings.map(({ change, reason }) => {
    const path = formatPath(change.path.slice(object.path.length))
    return visible(`${path}: ${changeWords(reason)}`)
  })
}

/** How each form is written down: one kustomization, or policies one after the other. */
function textOf(form: ExportForm, made: readonly Extract<Expression, { value: ValueMap }>[]): string {
  const head = `# Made by seaworthy export --as ${form}. Change the manifests or the policy and export again.\n`
  const nothing = made.length === 0 ? '# There is nothing to change.\n' : ''
  if (form === 'kustomize') {
    const items = made.map(({ of, value }) => `${remarks(of)}${blockYaml([value], 0)}\n`).join('')
    const patches = items === '' ? 'patches: []\n' : `patches:\n${indented(items)}`
    return `${head}${nothing}apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${patches}`
  }
  const policies = made.map(({ of, value }) => {
    const [first, ...others] = pieceValues(form, value).map(object => `${blockYaml(object, 0)}\n`)
    return `---\n${remarks(of)}${first ?? ''}${others.map(text => `---\n${text}`).join('')}`
  })
  return head + nothing + policies.join('')
}

function remarks(of: ChangedObject): string {
  return [nameForPeople(of), ...of.reasons].map(line => `# ${visible(line)}\n`).join('')
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

function pieceValues(form: ExportForm, value: ValueMap): readonly ValueMap[] {
  return form === 'map' ? Object.values(value).filter(isMap) : [value]
}

function pieceOf(form: ExportForm, title: string, value: ValueMap): Piece {
  return { key: keyOf(form, value), title, value }
}

/** What finds a piece again: the target of a patch, the kind and name of a policy. */
export function keyOf(form: ExportForm, value: ValueMap): string {
  const found = form === 'kustomize' ? (value.target ?? null) : [value.kind ?? null, nameOf(value)]
  return blockYaml(found, 0)
}

function nameOf(value: ValueMap): string {
  return (isMap(value.metadata) ? textAt(value.metadata, 'name') : undefined) ?? ''
}

/** The targets that objects of the manifests have, changed or not: a patch for another one matches nothing. */
export function knownTargets({ sources }: Hardened, settings: Settings): ReadonlySet<string> {
  const objects = sources.flatMap(({ source }) => source.objects)
  const targets = objects.filter(object => podsOf(object, settings.workloads).length > 0)
  return new Set(
    targets.map(({ ref }) => {
      const hasNamesake = objects.filter(other => isAlike(other.ref, ref)).length > 1
      return blockYaml(targetOf({ ref, hasNamesake }), 0)
    }),
  )
}
