/** Names that `kustomize build` looks for (`api/konfig/general.go`). */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** Programs that build a kustomization, the first that is there. */
export const kustomizeCommands = [
  { command: 'kustomize', before: ['build'] },
  { command: 'kubectl', before: ['kustomize'] },
] as const
