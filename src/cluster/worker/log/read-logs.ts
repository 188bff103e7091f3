import { type FollowedTask, type FollowState, followTimes, type LogReader } from '../follow-state.ts'
import type { ContainerPart, ContainerState, PodState } from '../state/pod-state.ts'
import type { TaskEvent } from '../task-event.ts'
import { containerLog, type LogItem, type LogReading } from './container-log.ts'

/** Begin to read the log of every container that has started. */
export function readLogs(followed: FollowedTask, following: FollowState): void {
  for (const pod of following.view.pods)
    for (const container of pod.containers) {
      const key = `${pod.uid}/${container.name}/${container.starts}`
      const hasBegun = container.runs || container.end !== undefined
      if (hasBegun && !following.readers.has(key) && following.endedAt === undefined)
        following.readers.set(key, readerOf(pod, container, followed, following))
    }
  for (const reader of following.readers.values()) if (stateOf(reader, following) !== 'runs') reader.end()
}

function readerOf(pod: PodState, container: ContainerState, followed: FollowedTask, following: FollowState): LogReader {
  const { task, options, running } = followed
  const { channel, stop } = following
  let end = () => {}
  const ended = new Promise<void>(settle => {
    end = settle
  })
  const reader: LogReader = { pod, container, end, isDone: false }
  const source = {
    namespace: task.namespace,
    pod: pod.name,
    container: container.name,
    state: () => stateOf(reader, following),
    isPrevious: () => (current(reader, following)?.starts ?? 0) > container.starts,
    ended,
  }
  const { time, cluster, logs: bounds } = options
  const patience = { patience: followTimes.logs, outage: options.outage }
  const { remembered } = running.cluster
  const reading: LogReading = { cluster, remembered, time, signal: stop.signal, bounds, ...patience }
  const read = async () => {
    for await (const item of containerLog(source, reading)) await channel.put({ from: 'log', reader, item })
    await channel.put({ from: 'reader', reader })
  }
  read().catch((error: unknown) => channel.put({ from: 'error', error }))
  return reader
}

function current({ pod, container }: LogReader, { view }: FollowState): ContainerState | undefined {
  const found = view.pods.find(({ uid }) => uid === pod.uid)
  return found?.containers.find(({ name }) => name === container.name)
}

function stateOf(reader: LogReader, following: FollowState): 'runs' | 'ended' | 'gone' {
  if (following.view.gonePods.has(reader.pod.uid)) return 'gone'
  const now = current(reader, following)
  const isOver = now?.end !== undefined || (now?.starts ?? 0) > reader.container.starts
  return isOver || following.endedAt !== undefined ? 'ended' : 'runs'
}

/** What is told of a line, or of lines that are missing. */
export function logEvent({ pod, container }: LogReader, item: LogItem): TaskEvent {
  const at = { pod: pod.name, container: container.name }
  switch (item.item) {
    case 'line': {
      const part: ContainerPart = container.part
      const { stamp, text, cut } = item
      return { type: 'log', ...at, part, time: stamp, text, ...(cut > 0 && { cut }) }
    }
    case 'left-out':
      return { type: 'log-left-out', ...at, lines: item.lines, bytes: item.bytes }
    case 'incomplete':
      return { type: 'log-incomplete', ...at, message: item.why }
  }
}
