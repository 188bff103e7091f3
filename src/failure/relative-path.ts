import { relativePaths } from '../knowledge/messages/relative-paths.ts'
import { cleanPath } from '../volumes/model/start/directories.ts'
import type { FailedCall } from './failed-call.ts'
import type { Suspect } from './suspect.ts'

/** The path that a message names from where its program runs. */
export function relativePathIn(text: string): string | undefined {
  return relativePaths.map(({ match }) => match.exec(text)?.groups?.path).find(path => path !== undefined)
}

/** The call as each container would have made it, and the suspect as that container alone. */
export function placedCalls(
  call: FailedCall,
  suspects: readonly Suspect[],
): readonly { readonly call: FailedCall; readonly suspect: Suspect }[] {
  const { relative } = call.said
  if (call.path !== undefined || relative === undefined) return []
  return suspects.flatMap(suspect =>
    suspect.containers.flatMap(one => {
      const folder = one.workingDir
      const path = folder === undefined ? undefined : cleanPath(`${folder}/${relative}`)
      if (path === undefined) return []
      const { list, index } = one.container
      const verdicts = suspect.verdicts.filter(({ container }) => container.list === list && container.index === index)
      return [{ call: { ...call, path: `/${path}` }, suspect: { ...suspect, containers: [one], verdicts } }]
    }),
  )
}
