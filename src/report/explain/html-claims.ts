import { workloadTitle } from '../words/verdict-words.ts'
import { type ExplainedMount, type ExplainedWorkload, explainedMounts } from './explanation.ts'
import { type Child, element, type Html } from './html-element.ts'
import { mountBox } from './html-grid.ts'

interface Use {
  /** Namespace and name: what makes it one claim for several workloads. */
  readonly claim: string
  readonly workload: number
  readonly mount: ExplainedMount
}

/** The claims that several workloads mount, with everybody who does: where one repairs a volume, the other meets it. */
export function sharedClaims(workloads: readonly ExplainedWorkload[]): Child {
  const uses = workloads.flatMap(usesOf)
  const claims = [...new Set(uses.map(({ claim }) => claim))].filter(claim => isShared(uses, claim))
  const rows = workloads.flatMap((workload, index) => {
    const own = uses.filter(use => use.workload === index && claims.includes(use.claim))
    return own.length === 0 ? [] : [workloadRow(workload, own, claims)]
  })
  if (rows.length === 0) return []
  const head = element(
    'tr',
    {},
    ['workload', ...claims].map(title => element('th', { scope: 'col' }, title)),
  )
  return element(
    'section',
    {},
    element('h2', {}, 'Claims that workloads share'),
    element('table', { class: 'grid' }, element('thead', {}, head), element('tbody', {}, rows)),
  )
}

/** Claims of a template or of an ephemeral volume are made for one pod. */
function usesOf(workload: ExplainedWorkload, index: number): readonly Use[] {
  return explainedMounts(workload).flatMap(mount => {
    const claim = mount.verdict.facts?.claim
    if (claim === undefined || (claim.origin !== 'stream' && claim.origin !== 'name-only')) return []
    return [{ claim: `${workload.namespace ?? '-'}/${claim.name}`, workload: index, mount }]
  })
}

function isShared(uses: readonly Use[], claim: string): boolean {
  return new Set(uses.filter(use => use.claim === claim).map(({ workload }) => workload)).size > 1
}

function workloadRow(workload: ExplainedWorkload, own: readonly Use[], claims: readonly string[]): Html {
  const cells = claims.map((claim, column) => {
    const here = own.filter(use => use.claim === claim)
    if (here.length === 0) return element('td', { class: 'none' }, element('span', { class: 'unseen' }, 'not mounted'))
    const boxes = here.map(({ mount, workload: row }, index) => {
      const { container, mountPath } = mount.verdict
      const place = [container.name, ' ', element('code', {}, mountPath)]
      return mountBox(mount, place, `claim-${row}-${column}-${index}`)
    })
    return element('td', { class: column > 0 && column >= claims.length / 2 ? 'end' : 'start' }, boxes)
  })
  return element('tr', {}, element('th', { scope: 'row' }, workloadTitle(workload)), cells)
}
