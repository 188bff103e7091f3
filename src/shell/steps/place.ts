import type { OwnershipStep } from './ownership-step.ts'

/** Where in its script a step stands. */
export interface StepPlace {
  readonly mayFail: boolean
  /** It follows another by `&&`. */
  readonly ifSucceeded?: true
  /** It follows another by `||`. */
  readonly ifFailed?: true
  /** It stands behind a condition that only a running shell knows. */
  readonly perhaps?: true
  /** It stands behind the question whether root runs the script. */
  readonly ifRoot?: true
  /** The script ends with it: by `exec` always, or well if it fails, because a trap says so. */
  readonly leaves?: 'always' | 'if-failed'
  /** Its paths begin where an earlier `cd` led, if that went well. */
  readonly relative?: true
}

/** A step of a script, and whether the container goes on when it fails. */
export type ScriptStep = OwnershipStep & StepPlace

/** Whether a failure at this place decides about the script. */
export interface WalkPlace extends Omit<StepPlace, 'mayFail'> {
  /** The status of what ends here is that of the script. */
  readonly counts: boolean
  /** `-e` looks away: it is a condition, or something follows by `&&` or `||`. */
  readonly ignored: boolean
  /** The shell of its own, or the function, in which it stands: what `exit` or `return` there decides about. */
  readonly subshell?: Pick<WalkPlace, 'counts'>
  readonly inFunction?: Pick<WalkPlace, 'counts'>
  readonly inLoop?: true
}

/** Whether it hangs on what stands before it in a list. */
export function isConditional({ ifFailed, ifSucceeded }: WalkPlace): boolean {
  return ifFailed !== undefined || ifSucceeded !== undefined
}

/** Behind a condition. */
export function ifReached({ ifFailed: _, ifSucceeded: __, ...place }: WalkPlace): WalkPlace {
  return { ...place, perhaps: true }
}

/** A condition: whatever comes of it, the script goes on. */
export function asked(place: WalkPlace): WalkPlace {
  return { ...place, counts: false, ignored: true }
}

/** Once a step of a shell with `-e` may have ended that shell. */
export function ifGoesOn(place: WalkPlace): WalkPlace {
  const isPlain = place.ifFailed === undefined && place.perhaps === undefined
  return isPlain ? { ...place, ifSucceeded: true } : ifReached(place)
}

/** `exit` ends a shell of its own, and nothing but that. */
export function statusOf({ ends }: Extract<OwnershipStep, { op: 'exit' }>): OwnershipStep {
  return ends === 'no' ? { op: 'none', ends } : { op: 'none' }
}
