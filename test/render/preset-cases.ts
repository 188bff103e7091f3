import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readPolicy } from '../../src/index.ts'
import { streamOf } from '../../src/render/render.ts'
import { readValues } from '../../src/render/values/read.ts'
import { noTemplates, renderNamed } from '../../src/run/render/render-named.ts'
import { type Level, levels } from '../../src/workload/settings/level.ts'

/** A preset: values files in order, and the golden file that holds what a template makes of them. */
export interface PresetCase {
  readonly template: 'agent' | 'worker-job'
  readonly values: readonly string[]
  readonly golden: string
}

export const presetCases: readonly PresetCase[] = [
  { template: 'agent', values: ['obol/master'], golden: 'golden/presets/obol-master.yaml' },
  { template: 'agent', values: ['obol/spawned'], golden: 'golden/presets/obol-spawned.yaml' },
  { template: 'agent', values: ['kelos/spawner'], golden: 'golden/presets/kelos-spawner.yaml' },
  { template: 'worker-job', values: ['kelos/task'], golden: 'golden/presets/kelos-task.yaml' },
  { template: 'worker-job', values: ['kelos/minimal'], golden: 'golden/presets/kelos-minimal.yaml' },
  { template: 'agent', values: ['oz/values'], golden: 'golden/presets/oz-agent.yaml' },
  { template: 'worker-job', values: ['oz/values'], golden: 'golden/presets/oz-task.yaml' },
  {
    template: 'worker-job',
    values: ['oz/values', 'oz/image-volumes'],
    golden: 'golden/presets/oz-task-image-volumes.yaml',
  },
]

export function renderPreset({ template, values }: PresetCase): string {
  return streamOf(renderNamed(template, readValues(values.map(presetFile), []), noTemplates, policy.settings))
}

/** The level that the values are for. */
export function levelOfPreset({ values }: PresetCase): Level {
  return levels.find(level => level === readValues(values.map(presetFile), []).value.level) ?? 'restricted'
}

/** What the project knows of the images and storage of these systems. */
const policyText = readFileSync(resolve(import.meta.dirname, '../../seaworthy.yaml'), 'utf8')
export const policy = readPolicy(policyText, 'seaworthy.yaml')

function presetFile(name: string): { file: string; text: string } {
  const file = `presets/${name}.yaml`
  return { file, text: readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8') }
}
