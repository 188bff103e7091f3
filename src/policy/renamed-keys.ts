/** Keys that images of a policy had before 0.1.0, and what they are called now. */
const imageKeys: Readonly<Record<string, string>> = {
  dropsTo: 'switchesTo',
  keepsRoot: 'parentStaysRoot',
  ownsItsRoot: 'requiresOwnership',
  fragile: 'hardeningRisk',
}

/** What became of keys, by their whole path. */
export const renamedPolicyKeys: readonly (readonly [RegExp, string])[] = Object.entries(imageKeys).map(
  ([old, now]) => [new RegExp(`^images\\..+\\.${old}$`), `was renamed ${now}`] as const,
)
