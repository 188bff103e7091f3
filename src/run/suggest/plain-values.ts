import { isList, isMap, type Value, type ValueMap } from '../../manifest/value.ts'
import type { ChartValues, ValuePath } from './chart-values.ts'
import type { Item } from './item.ts'
import { pathText, type Setting } from './setting.ts'

/** Names of values that may end an item, and what they are set to: what is tried, by name alone, and proven by rendering. */
interface Row {
  readonly name: RegExp
  readonly to: (was: Value) => readonly Value[]
}

const off = (was: Value): readonly Value[] => (was === true ? [false] : [])
const on = (was: Value): readonly Value[] => (was === false || was === null ? [true] : [])
const other = (was: Value): readonly Value[] => (typeof was === 'boolean' ? [!was] : [])
const gone = (was: Value): readonly Value[] =>
  isList(was) && was.length > 0 ? [[]] : was === null || was === '' || isMap(was) ? [] : [null]
const either = (was: Value): readonly Value[] => (typeof was === 'boolean' ? off(was) : gone(was))

const ownInit = /(volumePermissions?|initChown\w*|fixPermissions?|chown\w*|permissions?)(\.enabled)?$/i
const hostPath: readonly Row[] = [
  { name: /(host|node)\w*(path|mount|volume|log|fs)\w*(\.enabled|\.create)?$/i, to: either },
  { name: /(mount|volume|docker|container|udev|dev|sys|proc|root|log)\w*(\.enabled|\.create|\.mount)?$/i, to: either },
]
const user: readonly Row[] = [{ name: /(runAsUser|uid|userId)$/i, to: was => (was === 0 || was === '0' ? [null] : []) }]
const root: readonly Row[] = [
  { name: /(runAsRoot|asRoot|root|rootless|nonRoot|unprivileged)(\.enabled)?$/i, to: other },
]

/** By check, or by the finding's code. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  hostNamespaces: [
    { name: /host(Network|PID|IPC)(\.enabled)?$/i, to: off },
    { name: /host\w*$/i, to: off },
  ],
  hostPorts: [
    { name: /hostPorts?(\.\w+)?$/i, to: either },
    { name: /hostNetwork(\.enabled)?$/i, to: off },
  ],
  hostPathVolumes: hostPath,
  restrictedVolumes: hostPath,
  privileged: [{ name: /privileged(\.enabled)?$/i, to: off }, ...ownSysctl()],
  allowPrivilegeEscalation: [{ name: /allowPrivilegeEscalation$/i, to: off }, ...ownSteps()],
  capabilities_baseline: [{ name: /(capabilities\.add|capAdd|capabilities)$/i, to: gone }, ...ownSteps()],
  capabilities_restricted: [{ name: /(capabilities\.add|capAdd)$/i, to: gone }, ...ownSteps()],
  seccompProfile_restricted: ownSteps(),
  runAsNonRoot: [{ name: /runAsNonRoot$/i, to: on }, ...root, ...user, ...ownSteps()],
  runAsUser: [...user, ...root, ...ownSteps()],
  sysctls: [{ name: /sysctls?(\.enabled)?$/i, to: either }, ...ownSysctl()],
  seLinuxOptions: [{ name: /seLinux\w*(\.enabled)?$/i, to: either }],
  'volume-not-writable': [{ name: ownInit, to: other }],
  'volume-not-readable': [{ name: ownInit, to: other }],
  'will-not-start': [{ name: ownInit, to: other }, ...root, ...user],
  'rollout-deadlock': [
    {
      name: /(strategy\.type|updateStrategy\.type|strategy|updateStrategy)$/i,
      to: was => (was === 'RollingUpdate' ? ['Recreate'] : []),
    },
  ],
}

/** Init containers of the chart's own, which a value may switch off. */
function ownSteps(): readonly Row[] {
  return [{ name: ownInit, to: off }, ...ownSysctl()]
}

function ownSysctl(): readonly Row[] {
  return [{ name: /sysctl\w*(\.enabled)?$/i, to: off }]
}

/** As many as are tried for one item: a value that is called otherwise is found by nobody. */
const most = 12

/** Values that may end an item, those first whose names are nearest to those of its object and container. */
export function plainSettings(item: Item, { tree }: ChartValues): readonly Setting[] {
  const known = rows[item.what] ?? []
  const leaves = leavesIn(tree, [])
  const found = known.flatMap(({ name, to }) =>
    leaves
      .filter(({ path }) => name.test(pathText(path)))
      .flatMap(({ path, value }) => to(value).map(value => ({ path, value }))),
  )
  const unique = new Map(found.map(setting => [JSON.stringify(setting), setting]))
  const near = nearness(item)
  return [...unique.values()].toSorted((a, b) => near(b.path) - near(a.path)).slice(0, most)
}

function leavesIn(values: ValueMap, path: ValuePath): readonly Setting[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isMap(value) && Object.keys(value).length > 0 ? leavesIn(value, [...path, key]) : [{ path: [...path, key], value }],
  )
}

/** How many words of a path are words of the object's or the container's name. */
function nearness({ object, container }: Item): (path: ValuePath) => number {
  const words = new Set(wordsOf(`${object} ${container ?? ''}`))
  return path => wordsOf(pathText(path)).filter(word => words.has(word)).length
}

function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word.length > 2)
}
