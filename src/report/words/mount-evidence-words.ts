import type { StorageSource } from '../../volumes/model/mount.ts'
import type { ExplainedMount } from '../explain/explanation.ts'

/** Who says what the claim behind a mount is: `storageClasses.fast of the policy`. */
export function describedByWords({ verdict }: ExplainedMount): string | undefined {
  const sources = verdict.facts?.describedBy
  return sources?.map(sourceWords).join(', ')
}

function sourceWords(source: StorageSource): string {
  switch (source.code) {
    case 'claim-row':
      return `claims.${source.claim} of the policy`
    case 'claim-values':
      return `the values of claim ${source.claim} that the chart was rendered with`
    case 'class-row':
      return `storageClasses.${source.class} of the policy`
  }
}

/** What a mount hides: `the image's own directory, 999:1000 0755 (as locked at sha256:ab12…)`. */
export function hidesWords({ hides }: ExplainedMount): string | undefined {
  return hides && `the image's own directory, ${hides.owner} ${hides.mode} (${hides.from})`
}
