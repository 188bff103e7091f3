/** What the templates of `charts/agent` look up, so that they neither spell nor decide what TypeScript does already. */
import { InputError } from '../src/error.ts'
import { listAt, type Value } from '../src/manifest/value.ts'
import { unsafeToWalk } from '../src/permissions/fix/init-mounts.ts'
import { rulesFor } from '../src/render/agent/rbac.ts'
import { longestSocketPath, wrapped } from '../src/render/pod/attachable.ts'
import { printedContainerFields } from '../src/render/pod/container.ts'
import { mechanismFor, type Storage, storageOf } from '../src/render/pod/storage.ts'
import { printedPodFields } from '../src/render/pod/view.ts'
import { insteadOfLiteral, secretNames } from '../src/render/rules/secrets.ts'
import { agent, grant } from '../src/render/values/agent.ts'
import { containerFields } from '../src/render/values/container.ts'
import { attachable, claim, identity, podFields } from '../src/render/values/pod.ts'
import { validateValues } from '../src/render/values/validate.ts'
import { levels } from '../src/workload/level.ts'
import { storageProfiles } from '../src/workload/settings.ts'
import { defaultValues, smallestImage, without } from './agent-values.ts'

/** Facts by name: JSON, save for a number and sentences. */
export function agentFacts(): Readonly<Record<string, string>> {
  const lists = { configMaps: [{ name: 'x', data: {} }], secrets: [{ name: 'x', stringData: {} }] }
  const { configMaps, secrets } = agent.parse({ image: smallestImage, ...lists })
  return {
    defaults: JSON.stringify(defaultValues()),
    claimDefaults: JSON.stringify(without(claim.parse({ name: 'x' }), ['name'])),
    configMapDefaults: JSON.stringify(without(configMaps[0] ?? {}, ['name', 'data'])),
    secretDefaults: JSON.stringify(without(secrets[0] ?? {}, ['name', 'stringData'])),
    attachableDefaults: JSON.stringify(without(attachable.parse({ image: 'x' }), ['image'])),
    attachableSetup: JSON.stringify({ script: attachableScript() }),
    longestSocketPath: String(longestSocketPath),
    containerFields: JSON.stringify(Object.keys(containerFields)),
    unsafeToWalk: JSON.stringify([...unsafeToWalk]),
    printedContainerFields: JSON.stringify(printedContainerFields),
    printedPodFields: JSON.stringify(printedPodFields),
    secretName: `(${anyCase(secretNames)})$`,
    insteadOfLiteral: insteadOfLiteral.agent,
    podFields: JSON.stringify(Object.keys(podFields)),
    noRepository: refusal({ image: { tag: '1' } }),
    noTag: refusal({ image: { repository: 'x' } }),
    grants: lines(grants()),
    storage: lines(Object.fromEntries(storageProfiles.map(profile => [profile, storageFor(profile)]))),
    mechanisms: lines(mechanisms()),
  }
}

/** A rule for each grant, in the order in which a Role has them. */
function grants(): Readonly<Record<string, Value>> {
  const order = rulesFor(grant.options).map(rule => JSON.stringify(rule))
  const place = (name: (typeof grant.options)[number]) => order.indexOf(JSON.stringify(rulesFor([name])[0]))
  const sorted = grant.options.toSorted((a, b) => place(a) - place(b))
  return Object.fromEntries(sorted.map((name, index) => [`${index} ${name}`, rulesFor([name])[0] ?? null]))
}

/** The storage of a profile: whether one node holds the claim, or several may, decides about some drivers. */
function storageFor(profile: (typeof storageProfiles)[number]): Value {
  const of = (...accessModes: readonly string[]) => written(storageOf(claim.parse({ name: 'x', profile, accessModes })))
  return { once: of('ReadWriteOnce'), both: of('ReadWriteOnce', 'ReadWriteMany'), many: of('ReadWriteMany') }
}

/** As values spell it: a template can read the digits of an octal mode. */
function written({ root, ...storage }: Storage): Value {
  if (root === undefined) return storage
  return { ...storage, root: { owner: `${root.uid}:${root.gid}`, mode: `0${root.mode.toString(8)}` } }
}

/**
 * The decision of `mechanismFor` for everything it looks at: `fsGroup`, whether the workload can write already, the level,
 * whether root may chown, and who owns the root. Where nothing admitted works the mechanism is empty.
 */
function mechanisms(): Readonly<Record<string, string>> {
  const nobody = identity.parse({ user: 4711, group: 4711 })
  const owners = { unknown: undefined, root: { uid: 0, gid: 0, mode: 0 }, other: { uid: 1, gid: 1, mode: 0 } }
  const rows = (['honoured', 'never', 'delegated', 'unknown'] as const).flatMap(fsGroup =>
    ['writable', 'closed'].flatMap(access =>
      levels.flatMap(level =>
        ['chownable', 'fixed'].flatMap(chown =>
          Object.entries(owners).map(([owner, root]) => {
            const facts = { fsGroup, squashed: access === 'writable', chownable: chown === 'chownable' }
            const storage = root === undefined ? facts : { ...facts, root }
            const key = [fsGroup, access, level, chown, owner].join(' ')
            return [key, mechanismFor(storage, nobody, level) ?? ''] as const
          }),
        ),
      ),
    ),
  )
  return Object.fromEntries(rows.filter(([, mechanism]) => mechanism !== 'fsGroup'))
}

/** Go folds case by Unicode, where JavaScript folds ASCII alone: `ſ` is an `s` to one of them. */
function anyCase(pattern: string): string {
  return pattern.replace(/[A-Z]/g, letter => `[${letter}${letter.toLowerCase()}]`)
}

function attachableScript(): string {
  const { initContainers } = wrapped({}, attachable.parse({ enabled: true, image: 'x' }), 'x')
  const [, , script] = listAt(initContainers[0], 'command')
  return typeof script === 'string' ? script : ''
}

/** What the renderer says of an agent that lacks something. */
function refusal(section: object): string {
  try {
    validateValues({ name: 'x', namespace: 'x', agent: section })
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  throw new Error(`the renderer accepts ${JSON.stringify(section)}`)
}

/** A JSON map with an entry a line, so that a change shows what changed. */
function lines(map: Readonly<Record<string, Value>>): string {
  return `{\n${Object.entries(map)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}`
}
