import { refusalSentence, rules } from './rules.ts'

const label = new RegExp(rules.dnsLabel)

/** Why `name` cannot name a container or a volume, or undefined. */
export function labelProblem(field: string, name: unknown): string | undefined {
  return typeof name === 'string' && label.test(name) ? undefined : refusalSentence(field, name, rules.label)
}

/** Why `image` cannot be an image reference, or undefined. */
export function imageProblem(image: unknown): string | undefined {
  return typeof image === 'string' && image.trim() !== ''
    ? undefined
    : refusalSentence('image', image, 'an image reference')
}
