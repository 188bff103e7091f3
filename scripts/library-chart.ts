/**
 * Write `charts/seaworthy-lib/templates/_facts.tpl` from `src/security`: `npx tsx scripts/library-chart.ts`.
 *
 * The chart's other templates are control flow. Every command, context, label, pattern and sentence they use comes from
 * this file, so that a chart cannot say something else than the library. `test/charts` fails when it is stale, and
 * compares the output of real Helm with the TypeScript functions.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Value } from '../src/manifest/value.ts'
import { blockYaml } from '../src/render/yaml.ts'
import { alwaysScript, onMismatchScript } from '../src/security/chown.ts'
import {
  chownSecurityContext,
  restrictedContainerSecurityContext,
  restrictedPodSecurityContext,
} from '../src/security/contexts.ts'
import { labelKeys, selectorKeys } from '../src/security/labels.ts'
import { sharingScript } from '../src/security/owner-aligned-init.ts'
import { rules } from '../src/security/rules.ts'

/** Where the generated templates are. */
export const factsFile = resolve(import.meta.dirname, '../charts/seaworthy-lib/templates/_facts.tpl')

const facts: Readonly<Record<string, Value>> = {
  ...rules,
  alwaysScript: alwaysScript('{{ .owner }}', '{{ .words }}'),
  onMismatchScript: onMismatchScript('{{ .owner }}', '{{ .words }}'),
  sharingScript: sharingScript('{{ .gid }}', '{{ .shared }}', ''),
  makingAndSharingScript: sharingScript('{{ .gid }}', '{{ .shared }}', '{{ .made }}'),
  chownSecurityContext: blockYaml(chownSecurityContext(), 0),
  restrictedContainer: blockYaml(restrictedContainerSecurityContext(), 0),
  restrictedPod: blockYaml(restrictedPodSecurityContext(), 0),
  labelKeys: JSON.stringify(labelKeys),
  selectorKeys: JSON.stringify(labelKeys.slice(0, selectorKeys)),
}

/** The text of the generated file. */
export function factsTemplate(): string {
  const templates = Object.entries(facts).map(
    ([name, fact]) => `{{- define "seaworthy.fact.${name}" -}}\n${fact}\n{{- end -}}\n`,
  )
  return ['{{- /* Generated from src/security by scripts/library-chart.ts: do not edit. */ -}}\n', ...templates].join(
    '\n',
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(factsFile, factsTemplate())
