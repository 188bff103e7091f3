import { compact } from '../manifest/compact.ts'
import { isList, isMap, textAt, type Value } from '../manifest/value.ts'
import { uniqueName } from './names.ts'
import type { Release, ReleasePlace } from './release.ts'

/** What `helmfile list --output json` prints, as releases; undefined for what is none. What is not installed is none. */
export function helmfileReleases(
  listed: Value,
  file: string,
  environment: string | undefined,
): readonly Release[] | undefined {
  if (!isList(listed)) return undefined
  const nameOf = uniqueName()
  return listed.filter(isMap).flatMap((entry): Release[] => {
    const release = textAt(entry, 'name')
    if (release === undefined || entry.enabled === false || entry.installed === false) return []
    const namespace = textAt(entry, 'namespace') || undefined
    return [
      {
        name: nameOf(release, namespace),
        input: { kind: 'helmfile', file, release, ...compact({ namespace, environment }) },
        ...compact({ namespace }),
        place: placeIn(file),
      },
    ]
  })
}

/** Which line of a helmfile made a release nobody tells. */
function placeIn(file: string): ReleasePlace {
  return { file, position: { line: 1, column: 1 } }
}

/** The call that renders one of them. Nothing is fetched. */
export function helmfileArguments(
  file: string,
  { release, namespace, environment }: Extract<Release['input'], { readonly kind: 'helmfile' }>,
): readonly string[] {
  const selector = [`name=${release}`, ...(namespace === undefined ? [] : [`namespace=${namespace}`])]
  return [...helmfileOptions(file, environment), 'template', '--skip-deps', '--selector', selector.join(',')]
}

/** Which file and environment. */
export function helmfileOptions(file: string, environment: string | undefined): readonly string[] {
  return ['--file', file, '--quiet', ...(environment === undefined ? [] : ['--environment', environment])]
}
