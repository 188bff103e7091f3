import { unknownPlaceholder } from '../config/release-part.ts'
import { globAdvice } from '../workload/glob.ts'
import { largestId } from '../workload/ids.ts'
import { parseReference } from '../workload/image/reference.ts'
import { knownMinors } from '../workload/settings/known-minors.ts'
import {
  goldenCaseRules,
  goldenRules,
  imageRules,
  type RuleViolation,
  storageClassRules,
  workloadRules,
} from './cross-field-rules.ts'

/** What a value breaks of a rule; nothing where it obeys. */
type Rule<Text> = (value: Text) => readonly RuleViolation[]

/** What is said of another version, by the pattern and by the rule. */
export const versionText = `expected "latest" or "v1.x" up to v1.${knownMinors.last}, as in v1.36`

/** Rules that the schema has beside types and patterns, by the names under which `policy-shape.ts` asks for them. */
export const policyRules = {
  version: rule((written: string) => !(Number(written.slice('v1.'.length)) > knownMinors.last), versionText),
  ids: rule(
    (pair: string) => pair.split(':').every(part => Number(part) <= largestId),
    `expected ids up to ${largestId}`,
  ),
  reference: rule((key: string) => parseReference(key) !== undefined, 'expected an image repository or reference'),
  glob: globRule('* and ?'),
  pathGlob: globRule('*, ** and ?'),
  reportName: rule((name: string) => unknownPlaceholder(name) === undefined, 'expected no placeholder but {part}'),
  storageClass: storageClassRules,
  image: imageRules,
  workload: workloadRules,
  goldenCase: goldenCaseRules,
  golden: goldenRules,
}

export type RuleName = keyof typeof policyRules

function rule<Value>(holds: (value: Value) => boolean, message: string): Rule<Value> {
  return value => (holds(value) ? [] : [{ path: [], message }])
}

/** A text whose wildcards are ours. `wildcards` says which those are. */
function globRule(wildcards: string): Rule<string> {
  return glob => {
    const advice = globAdvice(glob)
    return advice === undefined ? [] : [{ path: [], message: `expected a glob of ${wildcards}; ${advice}` }]
  }
}
