import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { listAt, type Value } from '../../manifest/value.ts'
import { programName } from '../../shell/program-name.ts'
import type { ContainerView } from './pod.ts'

/**
 * Whether the image's own entrypoint runs, which alone drops the privileges it starts with: `command` is absent, empty
 * (the API's "the image's own"), or calls it by its usual name. An image without an entrypoint runs what `args` say.
 */
export function runsEntrypoint({ spec }: Pick<ContainerView, 'spec'>, facts?: ImageFacts): boolean {
  const command = listAt(spec, 'command')
  if (command.some(namesEntrypoint)) return true
  const own = ownWords(facts)
  return own === undefined ? command.length === 0 : sameProgram(wordsOf(spec, facts)[0], own[0])
}

function namesEntrypoint(word: Value): boolean {
  return typeof word === 'string' && word.includes('entrypoint')
}

/**
 * Whether what was read of the image's program holds for the container: the same program runs, and a script becomes the
 * same one in turn. An option in its place is for the usual one (the official images' `docker-entrypoint.sh`).
 */
export function runsOwnProgram({ spec }: Pick<ContainerView, 'spec'>, facts: ImageFacts): boolean {
  const own = ownWords(facts)
  if (own === undefined) return facts.measured === undefined
  const words = wordsOf(spec, facts)
  const handed = Math.max(facts.entrypoint?.length ?? 0, 1)
  const isSame = own.slice(1, handed).every((word, index) => words[index + 1] === word)
  const next = words[handed]
  const isUsual = next === own[handed] || (typeof next === 'string' && next.startsWith('-'))
  return sameProgram(words[0], own[0]) && isSame && isUsual
}

/** The words that the container starts with; undefined where only its image tells them. */
export function startingWords({ spec }: Pick<ContainerView, 'spec'>, facts?: ImageFacts): readonly Value[] | undefined {
  if (listAt(spec, 'command').length === 0 && facts?.entrypoint === undefined) return undefined
  return wordsOf(spec, facts)
}

function ownWords(facts: ImageFacts | undefined): readonly string[] | undefined {
  return facts?.entrypoint === undefined ? undefined : [...facts.entrypoint, ...(facts.cmd ?? [])]
}

/** `command` replaces entrypoint and cmd, `args` the cmd (Kubernetes, "Define a Command and Arguments for a Container"). */
function wordsOf(spec: ContainerView['spec'], facts: ImageFacts | undefined): readonly Value[] {
  const command = listAt(spec, 'command')
  const args = listAt(spec, 'args')
  if (command.length > 0) return [...command, ...args]
  return [...(facts?.entrypoint ?? []), ...(args.length > 0 ? args : (facts?.cmd ?? []))]
}

/** A name without a folder is found in PATH: `entry.sh` may be `/usr/local/bin/entry.sh`. */
function sameProgram(word: Value | undefined, own: string | undefined): boolean {
  if (typeof word !== 'string' || own === undefined) return false
  const isBare = !word.includes('/') || !own.includes('/')
  return word === own || (isBare && programName(word) === programName(own))
}
