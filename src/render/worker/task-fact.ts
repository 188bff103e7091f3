import { compactMap } from '../../manifest/compact.ts'
import type { ValueMap } from '../../manifest/value.ts'
import type { Task } from '../values/task.ts'
import type { TaskLabel, WorkerEnv } from '../values/worker.ts'
import { cleanLabel, executionOf, shortHash } from './name.ts'

/** What a task says under a name: one of its own fields, else one of those that the platform added. */
function taskFact(task: Task, name: string): string | undefined {
  if (name === 'executionId') return executionOf(task)
  if (name === 'id' || name === 'prompt' || name === 'branch') return task[name]
  return task.fields?.[name]
}

/** Variables for one task; those that the task has nothing for are left out. */
export function taskEnv(entries: readonly WorkerEnv[], task: Task): ValueMap[] {
  return entries.flatMap(({ fromTask, ...entry }) => {
    if (fromTask === undefined) return [compactMap(entry)]
    const value = taskFact(task, fromTask)
    return value === undefined ? [] : [{ name: entry.name, value: literal(value) }]
  })
}

/**
 * Text that arrives as it is: the kubelet expands `$(NAME)` in arguments and variables, and reads `$$` as `$`
 * (third_party/forked/golang/expansion of Kubernetes).
 */
export function literal(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$')
}

/** Labels for one task. */
export function taskLabels(entries: readonly TaskLabel[], task: Task): ValueMap {
  return Object.fromEntries(
    entries.flatMap(({ key, value, fromTask, form }) => {
      const text = fromTask === undefined ? value : taskFact(task, fromTask)
      return text === undefined ? [] : [[key, labelForms[form](text)]]
    }),
  )
}

const labelForms: Readonly<Record<TaskLabel['form'], (text: string) => string>> = {
  label: cleanLabel,
  hash: shortHash,
  verbatim: text => text,
}
