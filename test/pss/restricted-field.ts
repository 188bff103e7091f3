import { type FieldPath, formatPath } from '../../src/manifest/path.ts'

/** A path as the header of a check spells it: `[*]` for every item, `*` for the container in an annotation. */
export function restrictedField(path: FieldPath): string {
  return formatPath(path)
    .replaceAll(/\[\d+\]/g, '[*]')
    .replace(/^(metadata\.annotations\["container\.(?:apparmor|seccomp)\.[^/]*\/).*"\]$/, '$1*"]')
}
