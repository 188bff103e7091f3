/**
 * Which part of a release a stream holds. Programs with Helm's SDK may post-render hooks and manifests each in a call of its
 * own (`PostRenderStrategySeparate`, pkg/action/action.go, v4.3.1), and no call is told which it is.
 */
export const releaseParts = ['hooks', 'manifests', 'all'] as const
export type ReleasePart = (typeof releaseParts)[number]

/** What stands in the name of a file for the part that a call was given. */
export const partPlaceholder = '{part}'

/** The name of a file for one part. */
export function nameForPart(name: string, part: ReleasePart): string {
  return name.replaceAll(partPlaceholder, part)
}

/** Every file that a name may stand for. */
export function namesForParts(name: string): readonly string[] {
  return name.includes(partPlaceholder) ? releaseParts.map(part => nameForPart(name, part)) : [name]
}

/** What looks like a placeholder and is none. Braces around anything but a word are part of a name, as in a GUID. */
export function unknownPlaceholder(name: string): string | undefined {
  return name.match(/\{\s*[A-Za-z]+\s*\}/g)?.find(found => found !== partPlaceholder)
}
