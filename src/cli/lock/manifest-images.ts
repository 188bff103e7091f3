import { InputError } from '../../error.ts'
import type { UsedImage } from '../../lock/lock-images.ts'
import { hideLogin } from '../../registry/hide-login.ts'
import { spotOf, subjectOf } from '../../report/place.ts'
import { plural } from '../../report/words/plural.ts'
import { readRun, unreadableDocuments } from '../../run/manifest-run.ts'
import { type BrokenImage, brokenImages, usedImages } from '../../run/used-images.ts'
import { readInputs } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { renderingOf } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { inputOptions, type Loaded } from '../settings.ts'

/** The images of the manifests, and what stands in their place and is no reference. */
export interface ManifestImages {
  readonly used: readonly UsedImage[]
  readonly broken: readonly BrokenImage[]
}

/** The images that the manifests use, hardened or not. */
export async function imagesOf(args: Arguments, loaded: Loaded, io: Io): Promise<ManifestImages> {
  const { settings } = loaded
  const rendering = renderingOf(args, settings)
  const texts = await readInputs(args.operands, { ...inputOptions(args, loaded, io), rendering }, io)
  const run = readRun(texts, settings)
  const unreadable = unreadableDocuments(run)
  if (unreadable > 0)
    throw new InputError(
      'BAD_INPUT',
      `${plural(unreadable, 'document')} could not be read, and may use images; seaworthy check says why`,
    )
  const hardened = run.hardened()
  return { used: usedImages(hardened), broken: brokenImages(hardened) }
}

/** A sentence for each thing in place of an image. */
export function brokenLines(broken: readonly BrokenImage[]): readonly string[] {
  return broken.map(brokenLine)
}

function brokenLine({ place, image }: BrokenImage): string {
  const shown = JSON.stringify(hideLogin(image).slice(0, 120))
  return `${spotOf(place, place.position)}: ${subjectOf(place)}: found ${shown}, expected an image reference, [REGISTRY/]PATH[:TAG][@DIGEST] with the path in lower case`
}
