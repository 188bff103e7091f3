import { InputError } from '../../error.ts'
import type { ImageFacts } from '../../knowledge/images/image-facts.ts'
import { visible } from '../../manifest/text/visible.ts'
import { sentenceOf } from '../../report/words/sentence.ts'
import { imageObservations } from '../../run/findings/image-findings.ts'
import { factsBySource, imageFacts } from '../../workload/image/images.ts'
import { canonicalReference } from '../../workload/image/reference.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import type { Arguments } from '../options/arguments.ts'
import { commonOptions } from '../options/options.ts'
import type { Io } from '../process/io.ts'
import { loadSettings } from '../settings.ts'

/** The one spelling of a reference, and what is known of the image, by whom. Asks nobody. */
export const imageCommand: Command = {
  options: { ...commonOptions, policy: { type: 'string' }, lock: { type: 'string' }, 'no-lock': { type: 'boolean' } },
  run: runImage,
}

async function runImage(args: Arguments, io: Io): Promise<ExitCode> {
  const [written, ...rest] = args.operands
  if (written === undefined || rest.length > 0)
    throw new InputError(
      'USAGE',
      `image: found ${args.operands.length || 'no'} references, expected one, as in redis:7.4`,
    )
  const reference = canonicalReference(written)
  if (reference === undefined)
    throw new InputError(
      'USAGE',
      `image: found ${JSON.stringify(written)}, expected an image reference, as in redis:7.4`,
    )
  const { settings } = await loadSettings(args, io)
  const counts = imageFacts(reference, settings)
  const sources = factsBySource(reference, settings)
  const parts = [
    reference,
    ...(counts === undefined ? [nothing] : sources.flatMap(facts => factLines(facts, counts))),
    ...imageObservations(reference, settings).map(observation => {
      const { message, advice } = sentenceOf(observation)
      return advice === undefined ? message : `${message}; ${advice}`
    }),
  ]
  io.stdout(`${parts.map(visible).join('\n')}\n`)
  return exitCode.ok
}

const nothing = 'nothing is known about it: run seaworthy lock, or describe it under `images` in the policy'

/** Who knows it, then a fact a line, and whether the word of another source counts in its place. */
function factLines(facts: ImageFacts, counts: ImageFacts): readonly string[] {
  const counted = new Map(factWords(counts))
  return [
    facts.from,
    ...factWords(facts).map(([fact, words]) => {
      const isCounted = facts.from === counts.from || counted.get(fact) === words
      return `  ${fact}: ${words}${isCounted ? '' : ', which does not count'}`
    }),
  ]
}

function factWords(facts: ImageFacts): readonly (readonly [string, string])[] {
  const { from: _, sources: __, measured: ___, reviewed: ____, disputed: _____, user, switchesTo, ...others } = facts
  const known = Object.entries({
    ...(user !== undefined && { user: [user.name, user.uid, user.gid].filter(part => part !== undefined).join(':') }),
    ...(switchesTo !== undefined && { switchesTo: `${switchesTo.uid}:${switchesTo.gid}` }),
    ...others,
  })
  return known.map(([fact, value]) => [fact, typeof value === 'string' ? value : JSON.stringify(value)])
}
