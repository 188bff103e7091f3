import type { Problem } from '../../config/schema-problems.ts'
import { jsonLine } from '../../manifest/text/json.ts'
import { type ValueMap, valueAt } from '../../manifest/value.ts'
import { evaluatePod } from '../../pss/evaluate.ts'
import { splitExempted } from '../../pss/exempt.ts'
import { type Planner, withPodSpec } from '../../render/pod/planned.ts'
import { fieldBehind } from '../../render/rules/origin.ts'
import type { Section } from '../../render/rules/rule.ts'
import { asValue } from '../../render/values/from-code.ts'
import type { Values } from '../../render/values/values.ts'
import { podsOf } from '../../workload/object/kinds.ts'
import { madeObject } from '../../workload/object/object.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { exemptionOf } from '../exemption.ts'

/** How a section is planned and judged. */
export interface Judging {
  readonly planner: Planner
  readonly settings: Settings
}

/** Violations count from the document; a Deployment and a Job have their template in `spec.template`. */
const templateDepth = 2

/**
 * What keeps a workload of the values from its level, by the fields of the values that brought it: overrides,
 * templates and further containers and volumes are merged by then.
 */
export function levelProblems(values: Values, section: Section, object: ValueMap, judging: Judging): Problem[] {
  const { settings, planner } = judging
  const [pod] = podsOf(madeObject(withPodSpec(object, planner(object).spec)), settings.workloads)
  if (pod === undefined) return []
  const { exempts } = exemptionOf({ pod }, settings)
  const standard = { level: settings.level, version: settings.levelVersion, kubeMinor: settings.kubeMinor }
  const violations = evaluatePod(pod, standard)
  const { kept } = splitExempted(violations, ({ id }, { container }) => exempts(id, container))
  return kept.flatMap(({ reason, detail, paths }) =>
    paths.map(({ path }) => {
      const field = fieldBehind(values, section, pod.spec, path.slice(templateDepth))
      const found = valueAt(asValue(values), field) ?? valueAt(pod.object.value, path)
      const what = found === undefined ? 'nothing' : jsonLine(found)
      return { path: field, message: `found ${what}, expected what ${settings.level} admits: ${reason} (${detail})` }
    }),
  )
}
