import { InputError } from '../error.ts'
import { compact } from '../manifest/compact.ts'
import { jsonLine } from '../manifest/text/json.ts'
import { isList, isMap, textAt, type Value, type ValueMap } from '../manifest/value.ts'
import type { ChownInitOptions } from '../security/chown-init.ts'
import type { Resources } from '../security/container.ts'
import type { ContainerIdentity, PodIdentity } from '../security/contexts.ts'
import { copyableEnv } from '../security/env.ts'
import type { WorkloadMount } from '../security/mounts.ts'

type Options = Readonly<Record<string, Value>>

/** Arguments of template helpers. Each function returns its argument in the type it must have, or refuses it. */
export function presentArgument(value: Value | undefined): Exclude<Value, null> {
  return value ?? refuse('a value', value)
}

/** What a template may print without quotes: text, a number or a boolean. */
export function text(value: Value | undefined): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : refuse('text or a number', value)
}

/** Something that stands on one line. */
export function scalar(value: Value | undefined): Exclude<Value, null> {
  return isList(value) || isMap(value) || value === null || value === undefined
    ? refuse('a single value', value)
    : value
}

/** A user or group id. */
export function id(value: Value | undefined): number {
  return typeof value === 'number' ? value : refuse('a number', value)
}

/** A map, as in the values. */
export function map(value: Value | undefined): ValueMap {
  return isMap(value) ? value : refuse('a map', value)
}

/** Mounts, with as much of them as a chown needs. */
export function mounts(value: Value | undefined): WorkloadMount[] {
  const items = isList(value) ? value : refuse('a list of mounts', value)
  return items.map(item => ({
    name: textAt(item, 'name') ?? refuse('a mount with a name', item),
    mountPath: textAt(item, 'mountPath') ?? refuse('a mount with a mountPath', item),
    ...compact({ subPath: textAt(item, 'subPath'), subPathExpr: textAt(item, 'subPathExpr') }),
    ...(isMap(item) && item.readOnly === true ? { readOnly: true } : {}),
  }))
}

/** The options of the chown init container that a template may set. */
export function chownOptions(options: Options): ChownInitOptions {
  return compact({
    policy: oneOf(options.policy, ['Always', 'OnRootMismatch']),
    imagePullPolicy: oneOf(options.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    env: options.env === undefined ? undefined : copyableEnv(options.env),
    resources: resources(options.resources),
  })
}

/** Who a pod runs as, of the options of a helper. */
export function podIdentity(options: Options): PodIdentity {
  const { supplementalGroups: groups } = options
  return compact({
    user: optionalId(options.user),
    group: optionalId(options.group),
    fsGroup: optionalId(options.fsGroup),
    fsGroupChangePolicy: oneOf(options.fsGroupChangePolicy, ['Always', 'OnRootMismatch']),
    supplementalGroups: isList(groups) ? groups.map(id) : undefined,
  })
}

/** Who a container runs as, of the options of a helper. */
export function containerIdentity(options: Options): ContainerIdentity {
  return compact({
    user: optionalId(options.user),
    group: optionalId(options.group),
    readOnlyRootFilesystem:
      typeof options.readOnlyRootFilesystem === 'boolean' ? options.readOnlyRootFilesystem : undefined,
  })
}

/** The arguments that are there, as text. */
function texts(options: Options): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) => (value === null ? [] : [[key, text(value)]])),
  )
}

function resources(value: Value | undefined): Resources | undefined {
  if (value === undefined || value === null) return undefined
  const { limits, requests } = map(value)
  return compact({
    limits: isMap(limits) ? texts(limits) : undefined,
    requests: isMap(requests) ? texts(requests) : undefined,
  })
}

function optionalId(value: Value | undefined): number | undefined {
  return value === undefined || value === null ? undefined : id(value)
}

function oneOf<const Word extends string>(value: Value | undefined, words: readonly Word[]): Word | undefined {
  if (value === undefined || value === null) return undefined
  return words.find(word => word === value) ?? refuse(words.join(' or '), value)
}

function refuse(want: string, got: Value | undefined): never {
  throw new InputError('BAD_TEMPLATE', `found ${describe(got)}, expected ${want}`)
}

function describe(value: Value | undefined): string {
  if (isMap(value)) return 'a map'
  if (isList(value)) return 'a list'
  return value === undefined ? 'nothing' : jsonLine(value)
}
