/** Write golden/presets from presets/: the output is product surface, read it before it is committed. Run: npx tsx scripts/preset-goldens.ts */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { presetCases, renderPreset } from '../test/render/preset-cases.ts'

for (const preset of presetCases) {
  const file = resolve(import.meta.dirname, '..', preset.golden)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, renderPreset(preset))
}
