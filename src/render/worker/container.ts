import { compactMap } from '../../manifest/compact.ts'
import type { ValueMap } from '../../manifest/value.ts'
import { shellWords } from '../../security/chown.ts'
import { filled, picked } from '../pod/fields.ts'
import { mergedResources } from '../pod/template.ts'
import { containerFields } from '../values/container.ts'
import type { Task } from '../values/task.ts'
import type { WorkerValues } from '../values/worker.ts'
import { literal } from './task-fact.ts'

/** What steps and tools have prepared for the worker. */
export interface Prepared {
  readonly image: string
  readonly env: readonly ValueMap[]
  readonly volumeMounts: readonly ValueMap[]
}

/** The worker's own container, for one task. */
export function mainContainer(worker: WorkerValues, task: Task, { image, env, volumeMounts }: Prepared): ValueMap {
  const { workspace, teardown } = worker
  const resources = mergedResources(compactMap(worker.resources ?? {}), compactMap(task.resources ?? {}))
  return compactMap({
    name: worker.containerName,
    image,
    imagePullPolicy: worker.image.pullPolicy,
    ...picked(worker, containerFields),
    command: commandOf(worker),
    args: filled(argsOf(worker, task)),
    workingDir: worker.workingDir ?? (workspace.enabled ? (workspace.workingDir ?? workspace.mountPath) : undefined),
    env: filled(env),
    resources: Object.keys(resources).length === 0 ? undefined : resources,
    lifecycle:
      teardown === undefined ? worker.lifecycle : { preStop: { exec: { command: ['/bin/sh', '-c', teardown] } } },
    volumeMounts: filled(volumeMounts),
  })
}

function argsOf({ prompt, args = [] }: WorkerValues, task: Task): string[] {
  const prompted = prompt.as === 'args' && task.prompt !== undefined ? [literal(task.prompt)] : []
  return [...(task.args ?? args), ...prompted]
}

/** The environment file is read by a shell that then becomes the command, so that signals and exit codes are the command's. */
function commandOf({ command, environmentFile, containerName }: WorkerValues): readonly string[] | undefined {
  if (environmentFile === undefined || command === undefined) return command
  const file = shellWords([environmentFile])
  return [
    '/bin/sh',
    '-c',
    `if [ -f ${file} ]; then set -a; . ${file}; set +a; fi; exec "$@"`,
    containerName,
    ...command,
  ]
}
