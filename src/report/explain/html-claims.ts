import { workloadTitle } from '../words/verdict-words.ts'
import { type ExplainedMount, type ExplainedWorkload, explainedMounts } from './explanation.ts'
import { type Child, element, type Html, pathCode } from './html-element.ts'
import { mountBox } from './html-mount.ts'
import { cell, columnHead, emptyCell, rowHead, scrollingTable } from './html-table.ts'

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
  return element(
    'section',
    {},
    element('h2', { id: 'claims' }, 'Claims that workloads share'),
    scrollingTable(
      { kind: 'grid', named: 'claims' },
      ['workload', ...claims].map(title => columnHead(title)),
      rows,
    ),
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
  const cells = claims.map(claim => {
    const here = own.filter(use => use.claim === claim)
    return here.length === 0 ? emptyCell('not mounted') : cell(`claim ${claim}`, here.map(useBox))
  })
  return element('tr', {}, rowHead(workloadTitle(workload)), cells)
}

function useBox({ mount, claim }: Use): Html {
  const { container, mountPath } = mount.verdict
  const place = [container.name, ' ', pathCode(mountPath)]
  return mountBox(mount, place, `claim ${claim} in ${container.name} ${mountPath}`)
}
