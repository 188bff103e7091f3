import { listAt, type Value } from '../manifest/value.ts'
import type { ContainerView } from './pod.ts'

/**
 * Whether the image's own entrypoint runs, which alone drops the privileges it starts with: `command` is absent, empty
 * (the API's "the image's own"), or calls it by its usual name.
 */
export function runsEntrypoint({ spec }: Pick<ContainerView, 'spec'>): boolean {
  const command = listAt(spec, 'command')
  return command.length === 0 || command.some(namesEntrypoint)
}

function namesEntrypoint(word: Value): boolean {
  return typeof word === 'string' && word.includes('entrypoint')
}
