import { isDeepStrictEqual } from 'node:util'
import { InputError } from '../../src/error.ts'
import type { ManifestDocument } from '../../src/manifest/document.ts'
import { changeValue } from '../../src/manifest/edit/change-value.ts'
import { documentText, splitStream } from '../../src/manifest/stream.ts'
import { jsonLine } from '../../src/manifest/text/json.ts'
import type { Value } from '../../src/manifest/value.ts'
import { type Hardened, hardenSources } from '../../src/run/harden/harden.ts'
import { readSource } from '../../src/run/read-source.ts'
import { changesOf } from '../../src/workload/pod/pod-after.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings/settings.ts'
import type { ExactAnswer } from '../support/oracle.ts'
import { exact } from './reading.ts'

/** A decree on who runs lets more fields be written. */
const settings: Settings = {
  ...defaultSettings,
  harden: { ...defaultSettings.harden, runAs: { user: 65532, group: 65532 } },
}

/** A document that hardening wrote, and the value that it has to have. */
export interface Written {
  readonly text: string
  readonly want: Value
}

/** What hardening makes of a text, document by document; nothing where it changes nothing. */
export function writtenOf(text: string): readonly Written[] {
  const hardened = hardenedOf(text)
  const [source] = hardened?.sources ?? []
  if (hardened === undefined || source === undefined || source.edits.length === 0) return []
  const output = splitStream(source.text())
  const inputs = source.source.stream.documents
  if (output.documents.length !== inputs.length) return [{ text: output.text, want: 'as many documents as before' }]
  const byIndex = new Map(source.source.documents.map(document => [document.index, document]))
  return output.documents.flatMap(span => {
    const document = byIndex.get(span.index)
    if (document === undefined || document.problems.length > 0) return []
    return [{ text: documentText(output, span), want: wanted(document, hardened) }]
  })
}

function hardenedOf(text: string): Hardened | undefined {
  try {
    return hardenSources([readSource({ file: '-', text }, settings)], settings)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** The document's value with the changes that were made, and nothing else. */
function wanted(document: ManifestDocument, { workloads }: Hardened): Value {
  const own = workloads.filter(({ workload }) => workload.pod.object.document === document)
  return changeValue(
    document.value,
    own.flatMap(({ hardening }) => changesOf(hardening.hardenings)),
  )
}

/** How what Kubernetes reads from a hardened document differs from the input with its new fields. */
export function writingDifference({ want }: Written, answer: ExactAnswer): string | undefined {
  if ('error' in answer) return `Kubernetes refuses what we wrote: ${answer.error}`
  const wants = jsonLine(want)
  return isDeepStrictEqual(exact(wants), exact(answer.text))
    ? undefined
    : `we meant ${wants}, and Kubernetes reads ${answer.text}`
}
