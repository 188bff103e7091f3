import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { evaluatePod } from '../../src/pss/evaluate.ts'
import { containersOf } from '../../src/workload/pod/pod.ts'
import { situation, table } from '../table.ts'
import { presetCases, renderPreset } from './preset-cases.ts'
import { podsIn } from './smallest.ts'

const root = resolve(import.meta.dirname, '../..')
const byGolden = Object.fromEntries(presetCases.map(preset => [preset.golden, preset]))

table('the output of a preset is its golden file', byGolden, preset =>
  assert.is(renderPreset(preset), readFileSync(resolve(root, preset.golden), 'utf8')),
)

situation('every golden file of a preset has its case, and every values file is part of one', () => {
  const goldens = readdirSync(resolve(root, 'golden/presets')).map(file => `golden/presets/${file}`)
  assert.equal(goldens.toSorted(), presetCases.map(({ golden }) => golden).toSorted())
  const used = new Set(presetCases.flatMap(({ values }) => values))
  const files = readdirSync(resolve(root, 'presets'), { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.yaml') && !file.endsWith('seaworthy.yaml'),
  )
  assert.equal(
    files.filter(file => !used.has(file.replace(/\.yaml$/, ''))),
    [],
  )
})

/** Root is asked for where oz copies images, and nowhere else: obol's group may write its volumes already. */
const rootContainers: Readonly<Record<string, readonly string[]>> = {
  'golden/presets/oz-task.yaml': ['copy-sidecar-0'],
}

table('a preset passes restricted, save for the containers that must be root', byGolden, preset => {
  const [pod] = podsIn(renderPreset(preset))
  if (pod === undefined) throw new Error('no pod')
  const violations = evaluatePod(pod, { level: 'restricted', version: 'latest' })
  const offenders = new Set(violations.flatMap(({ paths }) => paths.map(({ container }) => container)))
  assert.equal([...offenders], rootContainers[preset.golden] ?? [])
  assert.equal(evaluatePod(pod, { level: 'baseline', version: 'latest' }), [])
})

const order: Readonly<Record<string, readonly string[]>> = {
  'golden/presets/obol-master.yaml': ['init-hermes-data', 'hermes', 'hermes-dashboard'],
  'golden/presets/obol-spawned.yaml': ['profile-seed', 'hermes'],
  'golden/presets/kelos-spawner.yaml': ['spawner'],
  'golden/presets/kelos-minimal.yaml': ['kelos-agent'],
  'golden/presets/kelos-task.yaml': [
    'git-clone',
    'remote-setup',
    'branch-setup',
    'workspace-files',
    'plugin-setup',
    'skills-install',
    'warm-cache',
    'kelos-agent',
    'log-shipper',
  ],
  'golden/presets/oz-agent.yaml': ['oz-agent-worker'],
  'golden/presets/oz-task.yaml': ['copy-sidecar-0', 'setup', 'task'],
  'golden/presets/oz-task-image-volumes.yaml': ['setup', 'task'],
}

table('a preset has the containers of its system, in their order', byGolden, preset =>
  assert.equal(
    podsIn(renderPreset(preset)).flatMap(pod => containersOf(pod).map(({ name }) => name)),
    order[preset.golden],
  ),
)
