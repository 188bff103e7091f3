import { isMap, listAt, mapAt, ownAt, textAt, type ValueMap } from '../../../manifest/value.ts'

/** A Warning that Kubernetes recorded about a Job or a pod. */
export interface WarningEvent {
  /** The uid of what it is about. */
  readonly about: string
  readonly object: string
  readonly reason: string
  readonly message: string
  readonly count: number
}

/** The warnings in a list of events, in the order in which they were last seen. */
export function warningsIn(list: ValueMap): readonly WarningEvent[] {
  return listAt(list, 'items')
    .filter(isMap)
    .filter(event => textAt(event, 'type') === 'Warning')
    .toSorted((a, b) => lastSeen(a) - lastSeen(b))
    .map(warningEvent)
}

function warningEvent(event: ValueMap): WarningEvent {
  const about = mapAt(event, 'involvedObject')
  const count = ownAt(event, 'count')
  return {
    about: textAt(about, 'uid') ?? '',
    object: `${textAt(about, 'kind') ?? ''}/${textAt(about, 'name') ?? ''}`,
    reason: textAt(event, 'reason') ?? '',
    message: textAt(event, 'message') ?? '',
    count: typeof count === 'number' ? count : 1,
  }
}

/** Events of the newer API have `eventTime` alone. */
function lastSeen(event: ValueMap): number {
  const metadata = mapAt(event, 'metadata')
  const time = textAt(event, 'lastTimestamp') ?? textAt(event, 'eventTime') ?? textAt(metadata, 'creationTimestamp')
  return Date.parse(time ?? '') || 0
}
