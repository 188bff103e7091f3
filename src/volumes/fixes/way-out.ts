import type { Level } from '../../workload/level.ts'
import type { ContainerView } from '../../workload/pod.ts'
import type { StartProblem } from '../model/start/obstacle.ts'
import { completionOf } from './complete-init.ts'
import type { Base, Outcome } from './search.ts'
import { spare } from './spare.ts'

/**
 * What a person can do about a script that will fail, where nothing is done: each way was judged on the pod as it
 * would be. Undefined where none is known.
 */
export function wayOut(base: Base, { container, obstacle }: StartProblem, level: Level): string | undefined {
  if (container === undefined) return undefined
  const completion = container.role === 'init' ? completionOf(base, container, 'replaced') : undefined
  const admitted = level === 'restricted' ? ', which restricted does not admit' : ''
  // What a script makes, somebody may need.
  const spared = obstacle.step === 'mkdir' ? undefined : spare(base, [container], level)
  const ways = [
    ...(completion === undefined ? [] : [`${completion.words}${admitted}`]),
    ...(spared === undefined ? [] : [`remove that command: ${withoutIt(base, container, spared)}`]),
  ]
  return ways.length === 0 ? undefined : ways.join('; or ')
}

/** `without it app can write /data`, and with which fix. */
export function withoutIt(base: Base, gone: ContainerView, { choices, pod }: Outcome): string {
  const volumes = new Set(
    base.verdicts.filter(({ container }) => container.name === gone.name).map(({ volume }) => volume),
  )
  const served = base.verdicts.filter(
    ({ container, volume, wants }) =>
      volumes.has(volume) && wants === 'write' && (container.name !== gone.name || gone.role === 'main'),
  )
  const who = [...new Set(served.map(({ container }) => container.name))].join(' and ')
  const where = [...new Set(served.map(({ mountPath }) => mountPath))].join(' and ')
  const how = choices.map(({ kind, targets }) => targets[0] && kind.summary(targets[0], { ...base, pod }))
  if (served.length === 0) return 'nothing else in the pod writes its volumes'
  if (how.length === 0) return `without it ${who} can write ${where} all the same`
  return `with this instead, ${who} can write ${where}: ${[...new Set(how)].join('; ')}`
}
