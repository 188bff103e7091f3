import { kubernetesWordings } from './kubernetes.ts'
import { programWordings } from './programs.ts'
import { runtimeWordings } from './runtimes.ts'
import { toolWordings } from './tools.ts'
import type { Wording } from './wording.ts'

/** How failures are worded; the first that fits counts, so that the whole sentence goes before a part of it. */
export const wordings: readonly Wording[] = [
  ...kubernetesWordings,
  ...toolWordings,
  ...programWordings,
  ...runtimeWordings,
]
