/** What the templates of `charts/agent` look up, so that they neither spell nor decide what TypeScript does already. */
import { InputError } from '../src/error.ts'
import { listAt, type Value } from '../src/manifest/value.ts'
import { rulesFor } from '../src/render/agent/rbac.ts'
import { wrapped } from '../src/render/pod/attachable.ts'
import { printedContainerFields } from '../src/render/pod/container.ts'
import { printedPodFields } from '../src/render/pod/view.ts'
import { agent, grant } from '../src/render/values/agent.ts'
import { containerFields } from '../src/render/values/container.ts'
import { attachable, claim, idsOf, podFields } from '../src/render/values/pod.ts'
import { validateValues } from '../src/render/values/validate.ts'
import { defaultValues, smallestImage, without } from './agent-values.ts'

/** Facts by name: JSON, save for a number and sentences. */
export function agentFacts(): Readonly<Record<string, string>> {
  const lists = { configMaps: [{ name: 'x', data: {} }], secrets: [{ name: 'x', stringData: {} }] }
  const { configMaps, secrets } = agent.parse({ image: smallestImage, ...lists })
  return {
    defaults: JSON.stringify(defaultValues()),
    identityDefaults: JSON.stringify(without(idsOf(undefined, 'kubernetes'), ['fsGroup'])),
    claimDefaults: JSON.stringify(without(claim.parse({ name: 'x' }), ['name'])),
    configMapDefaults: JSON.stringify(without(configMaps[0] ?? {}, ['name', 'data'])),
    secretDefaults: JSON.stringify(without(secrets[0] ?? {}, ['name', 'stringData'])),
    attachableDefaults: JSON.stringify(without(attachable.parse({ image: 'x' }), ['image'])),
    attachableSetup: JSON.stringify({ script: attachableScript() }),
    containerFields: JSON.stringify(Object.keys(containerFields)),
    printedContainerFields: JSON.stringify(printedContainerFields),
    printedPodFields: JSON.stringify(printedPodFields),
    podFields: JSON.stringify(Object.keys(podFields)),
    noRepository: refusal({ image: { tag: '1' } }),
    noTag: refusal({ image: { repository: 'x' } }),
    grants: lines(grants()),
  }
}

/** A rule for each grant, in the order in which a Role has them. */
function grants(): Readonly<Record<string, Value>> {
  const order = rulesFor(grant.options).map(rule => JSON.stringify(rule))
  const place = (name: (typeof grant.options)[number]) => order.indexOf(JSON.stringify(rulesFor([name])[0]))
  const sorted = grant.options.toSorted((a, b) => place(a) - place(b))
  return Object.fromEntries(sorted.map((name, index) => [`${index} ${name}`, rulesFor([name])[0] ?? null]))
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
