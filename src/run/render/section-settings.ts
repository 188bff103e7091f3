import type { Problem } from '../../config/schema-problems.ts'
import { compact, compactMap } from '../../manifest/compact.ts'
import type { Section } from '../../render/rules/rule.ts'
import { statementIn } from '../../render/values/statement.ts'
import type { Values } from '../../render/values/values.ts'
import { madeObject } from '../../workload/object/object.ts'
import { demandOf } from '../../workload/settings/demand.ts'
import { type Demand, levels } from '../../workload/settings/level.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { settingsWith, statement } from '../../workload/settings/stated.ts'

/** What decides about the pod of a section: what the policy says, under what the values say. */
export interface SectionSettings {
  readonly settings: Settings
  /** The level that the values must not undercut. */
  readonly problems: readonly Problem[]
}

/** The settings of a section. The level is the policy's where it says one; values may only ask for more. */
export function sectionSettings(values: Values, section: Section, given: Settings): SectionSettings {
  const own = section === 'worker' ? (values.worker?.namespace ?? values.namespace) : values.namespace
  const namespace = own ?? given.namespace
  const demand = demandIn(namespace, given)
  const level = values.level ?? demand.level
  const tooLow = demand.from !== 'default' && levels.indexOf(level) < levels.indexOf(demand.level)
  const settings: Settings = {
    ...settingsWith(statement(statementIn(values, section)), given),
    level: tooLow ? demand.level : level,
    levelVersion: demand.version,
    levelForced: true,
    ...compact({ namespace }),
  }
  return { settings, problems: tooLow ? [levelProblem(level, demand, namespace)] : [] }
}

function demandIn(namespace: string | undefined, settings: Settings): Demand {
  const pod = madeObject({ apiVersion: 'v1', kind: 'Pod', metadata: compactMap({ name: 'any', namespace }) })
  return demandOf(pod, settings, { policies: new Map(), problems: [] })
}

function levelProblem(found: string, { level, from }: Demand, namespace: string | undefined): Problem {
  const who = from === 'option' ? '--level' : 'the policy'
  const where = from === 'namespaces' && namespace !== undefined ? ` of namespace ${namespace}` : ''
  return {
    path: ['level'],
    message: `found ${found}, expected at least ${level}, which ${who} demands${where}; absent, it is that`,
  }
}
