import { readDocument } from '../../manifest/document.ts'
import type { FieldChange } from '../../manifest/edit/change.ts'
import { changeDocument } from '../../manifest/edit/change-document.ts'
import { applyEdits } from '../../manifest/edit/edit.ts'
import { splitStream } from '../../manifest/stream.ts'
import type { Value } from '../../manifest/value.ts'
import { type RenderedFile, streamOf } from '../../render/render.ts'
import { fieldYaml } from '../../render/yaml.ts'
import { skipAnnotation } from '../../workload/object/annotations.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { configMapName, type FleetJob, type FleetJobFile, fleetContainer, fleetJobValues } from './fleet-job-values.ts'
import { renderWorkerJob } from './render-library.ts'

/**
 * The objects of the Job as a stream. Its pod is that of the worker template, hardened by the planner for restricted; what
 * makes it indexed is edited into the text.
 */
export function fleetJobStream(job: FleetJob, settings: Settings): string {
  const policy = { settings: { ...settings, level: 'restricted' as const } }
  const { files } = renderWorkerJob(fleetJobValues(job), { id: job.name }, { policy })
  const configMap = job.source.kind === 'configMap' ? [configMapFile(job.name, job.source.files)] : []
  return streamOf([
    ...configMap,
    ...files.map(file => (file.path.endsWith('job.yaml') ? { ...file, text: indexed(file.text, job) } : file)),
  ])
}

/** A pod is tried so often again; what is done already is not done again. */
const retries = 3

/** What a person has to correct fails a shard at once: bad usage, or a fleet that cannot be read. */
const badInput = 2

/** What makes a Job one of so many shards. */
function indexedFields({ shards, parallelism }: FleetJob): Readonly<Record<string, Value>> {
  return {
    completionMode: 'Indexed',
    completions: shards,
    parallelism,
    // Of an Indexed Job with retries an index, this one counts all pods together.
    backoffLimit: 2147483647,
    backoffLimitPerIndex: retries,
    podFailurePolicy: {
      rules: [
        {
          action: 'FailIndex',
          onExitCodes: { containerName: fleetContainer, operator: 'In', values: [badInput] },
        },
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
  }
}

function indexed(text: string, job: FleetJob): string {
  const stream = splitStream(text)
  const [span] = stream.documents
  if (span === undefined) throw new Error('the template printed no Job')
  const changes = Object.entries(indexedFields(job)).map(
    ([field, value]): FieldChange => ({ op: 'set', path: ['spec', field], value }),
  )
  const { edits, refused } = changeDocument(readDocument(stream, span), changes)
  if (refused.length > 0) throw new Error('the Job cannot be edited')
  return applyEdits(text, edits)
}

/** The manifests in it are the fleet's, and no pod is made of them here. */
const heldForFleet = 'manifests that the fleet reads'

function configMapFile(job: string, files: readonly FleetJobFile[]): RenderedFile {
  const entries = (pick: (file: FleetJobFile) => string | undefined) =>
    Object.fromEntries(
      files.flatMap((file, index) => {
        const value = pick(file)
        return value === undefined ? [] : [[`f${index}`, value]]
      }),
    )
  const data = entries(file => ('text' in file ? file.text : undefined))
  const binaryData = entries(file => ('base64' in file ? file.base64 : undefined))
  const fields = [
    fieldYaml('apiVersion', 'v1', 0),
    fieldYaml('kind', 'ConfigMap', 0),
    fieldYaml('metadata', { name: configMapName(job), annotations: { [skipAnnotation]: heldForFleet } }, 0),
    fieldYaml('data', data, 0),
    ...(Object.keys(binaryData).length === 0 ? [] : [fieldYaml('binaryData', binaryData, 0)]),
  ]
  return { path: `fleet/${job}/config-map.yaml`, text: `${fields.join('\n')}\n` }
}
