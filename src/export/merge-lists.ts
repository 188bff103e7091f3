/**
 * Lists of a pod whose items a strategic merge tells apart, and the field that it does so by
 * (`patchMergeKey` in k8s.io/api/core/v1 types.go, 1.21 to 1.37).
 */
export const mergeKeys: ReadonlyMap<string, string> = new Map([
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['ephemeralContainers', 'name'],
  ['volumes', 'name'],
  ['volumeMounts', 'mountPath'],
])

/** Lists that a strategic merge replaces as a whole: no `patchStrategy` in the same file. Others are in neither table. */
export const replacedLists: ReadonlySet<string> = new Set([
  'add',
  'args',
  'command',
  'drop',
  'supplementalGroups',
  'sysctls',
])
