import * as assert from 'uvu/assert'
import { isMap, type Value } from '../../src/manifest/value.ts'
import type { Check } from '../../src/pss/check.ts'
import { judgedPod } from '../../src/pss/check-input.ts'
import { checks } from '../../src/pss/registry.ts'
import type { PodView } from '../../src/workload/pod/pod.ts'
import { table } from '../table.ts'
import { podOf } from './pods.ts'
import { restrictedField } from './restricted-field.ts'

/** A value that each check refuses, whichever of its fields holds it. */
const refused: Readonly<Record<string, Value>> = {
  appArmorProfile: 'Unconfined',
  capabilities_baseline: 'SYS_ADMIN',
  capabilities_restricted: 'SYS_ADMIN',
  hostNamespaces: true,
  hostPathVolumes: {},
  hostPorts: 80,
  hostProbesAndHostLifecycle: 'localhost',
  privileged: true,
  procMount: 'Unmasked',
  seLinuxOptions: 'spc_t',
  seccompProfile_baseline: 'Unconfined',
  sysctls: 'kernel.msgmax',
  windowsHostProcess: true,
  allowPrivilegeEscalation: true,
  procMount_restricted: 'Unmasked',
  restrictedVolumes: {},
  runAsNonRoot: false,
  runAsUser: 0,
  seccompProfile_restricted: 'Unconfined',
}

const rows = Object.fromEntries(
  checks.flatMap(check => check.fields.map(field => [`${check.id}: ${field}`, { check, field }])),
)
table('a restricted field is one that its check reads', rows, ({ check, field }) => {
  const pod = podWith(field, refused[check.id] ?? null)
  const got = breachedFields(check, pod)
  assert.ok(got.includes(field), `found ${got.join(', ') || 'nothing'}`)
})

/** Fields at fault in any revision. Image volumes are at fault only for an older API server. */
function breachedFields({ revisions }: Check, pod: PodView): string[] {
  const judged = [32, 37].map(kubeMinor => judgedPod(pod, kubeMinor))
  const breaches = revisions.flatMap(({ find }) => judged.flatMap(find))
  return breaches.map(({ path }) => restrictedField(path))
}

/** A pod in which nothing is set but one field, as a header spells it. Items are named `a`, as annotations expect. */
function podWith(field: string, value: Value): PodView {
  const [, annotation] = /^metadata\.annotations\["(.*)"\]$/.exec(field) ?? []
  if (annotation !== undefined) {
    return podOf({ spec: { containers: [{ name: 'a' }] }, annotations: { [annotation.replace('*', 'a')]: value } })
  }
  const [, ...steps] = field.split('.')
  return podOf({ spec: steps.reduceRight(nested, value) })
}

function nested(inner: Value, step: string): Value {
  const key = step.replace('[*]', '')
  if (key === step) return { [key]: inner }
  return { [key]: [isMap(inner) ? { name: 'a', ...inner } : inner] }
}
