import type { ScriptOptions } from '../call.ts'
import type { ScriptStep } from './place.ts'
import { readScript } from './tree.ts'
import { Walk } from './walk.ts'

export type { ScriptStep } from './place.ts'

/** What a script does to owners and modes, in order; undefined where it is not read. */
export function stepsOfScript(script: string, options: ScriptOptions = {}): readonly ScriptStep[] | undefined {
  const lists = readScript(script)
  return lists && new Walk(options).run(lists)
}
