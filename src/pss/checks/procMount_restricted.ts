import type { Check } from '../check.ts'
import { procMount } from './procMount.ts'

/**
 * Containers must keep the masks over /proc, with a user namespace or without: what baseline relaxed in v1.35 stays
 * closed here.
 */
export const procMount_restricted: Check = {
  ...procMount,
  id: 'procMount_restricted',
  level: 'restricted',
  revisions: procMount.revisions
    .filter(({ since }) => since === 0)
    .map(revision => ({ ...revision, since: 35, overrides: ['procMount'] })),
}
