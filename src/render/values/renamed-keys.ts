/** Keys that values once had, as the last steps of a path, and what became of them. */
export const renamedValueKeys: readonly (readonly [RegExp, string])[] = [
  [/^(agent|worker)\.chownInit$/, 'moved to repair at the top of the values (its policy is ownershipPolicy there)'],
  [/\.claim\.permissions$/, 'was removed; what makes a claim writable is decided from its profile or storage'],
  [/(^|\.)repair\.policy$/, 'was renamed ownershipPolicy'],
]
