import type { Level } from '../../src/workload/level.ts'
import { defaultSettings, type Settings } from '../../src/workload/settings.ts'

/** The settings of a run with `--level`. */
export function levelSettings(level: Level): Settings {
  return { ...defaultSettings, level, levelForced: true }
}
