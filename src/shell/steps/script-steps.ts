import { type ScriptOptions, scriptOf, shells } from '../call.ts'
import type { ShellWord } from '../words.ts'
import { findExec, findXargs } from './find-steps.ts'
import { type OwnershipStep, stepOf } from './ownership-step.ts'
import { asksForRoot, endsWithStatus, isChain } from './shapes.ts'
import {
  afterAssignment,
  afterAssignments,
  afterBranches,
  afterCd,
  afterSet,
  afterSubshell,
  fromFolder,
  type ShellState,
  stateAtStart,
  wordIn,
  wordsIn,
} from './state.ts'
import { type AndOrList, type ListPart, readScript, type ShellNode } from './tree.ts'

/** A step of a script, and whether the container goes on when it fails. */
export type ScriptStep = OwnershipStep & StepPlace

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
}

/** What a script does to owners and modes, in order; undefined where it is not read. */
export function stepsOfScript(script: string, options: ScriptOptions = {}): readonly ScriptStep[] | undefined {
  const lists = readScript(script)
  if (lists === undefined) return undefined
  const walk = new Walk(options)
  walk.lists(lists, { counts: true, ignored: false })
  return walk.left < 0 ? undefined : walk.steps
}

/** Whether a failure at this place decides about the script. */
interface Place extends Omit<StepPlace, 'mayFail'> {
  /** The status of what ends here is that of the script. */
  readonly counts: boolean
  /** `-e` looks away: it is a condition, or something follows by `&&` or `||`. */
  readonly ignored: boolean
}

/** Loops in loops multiply; nobody writes more. */
const most = 2000

/** One pass through a script, in the order in which it runs. */
class Walk {
  readonly steps: ScriptStep[] = []
  left = most
  private shell: ShellState

  constructor(options: ScriptOptions) {
    this.shell = stateAtStart(options)
  }

  lists(lists: readonly AndOrList[], place: Place): void {
    const commands = endsWithStatus(lists) ? lists.slice(0, -1) : lists
    for (const [index, list] of commands.entries()) {
      const isLast = index === commands.length - 1
      this.list(list, { ...place, counts: place.counts && isLast })
    }
  }

  private list({ parts, background }: AndOrList, place: Place): void {
    for (const [index, part] of parts.entries()) {
      const at = this.followed({ parts: parts.slice(index + 1), background }, place)
      this.part(part, this.joined(part, parts[index - 1], at), background)
    }
  }

  /** The place of a part that the rest of its list follows. */
  private followed({ parts, background }: AndOrList, place: Place): Place {
    const forgiven = background || parts.some(({ after }) => after === '||')
    const isLast = parts.length === 0
    const stops = this.shell.options.errexit === true && isLast && !place.ignored
    return { ...place, counts: !forgiven && (place.counts || stops), ignored: place.ignored || forgiven || !isLast }
  }

  /** What follows `a || true` by `&&` runs whatever came of `a`. */
  private joined({ after }: ListPart, before: ListPart | undefined, place: Place): Place {
    const { ifSucceeded: _, ifFailed: __, ...rest } = place
    if (after === undefined) return place
    if (after === '||') return { ...rest, ifFailed: true }
    const isFallback = before?.after === '||' && before.commands.length === 1 && this.changesNothing(before.commands[0])
    return isFallback ? rest : { ...rest, ifSucceeded: true }
  }

  private changesNothing(node: ShellNode | undefined): boolean {
    if (node?.kind !== 'simple' || node.targets.length > 0) return false
    const step = stepOf(node.words.map(word => wordIn(this.shell, word)))
    return step.op === 'none' && step.ends === undefined
  }

  private part({ commands, negated }: ListPart, place: Place, background: boolean): void {
    const forgiven = { ...place, counts: false, ignored: true }
    const at = negated ? forgiven : place
    const found = this.foundBy(commands)
    if (found !== undefined) this.push(found, at)
    else
      for (const [index, command] of commands.entries()) {
        const isLast = index === commands.length - 1
        // What only hands words on, such as `echo`, is read as it stands.
        if (!background && (isLast || this.changesNothing(command))) this.node(command, isLast ? at : forgiven)
        else this.unread(command, forgiven)
      }
  }

  /** What `xargs` does to all that `find` tells it. */
  private foundBy([first, second, ...others]: readonly ShellNode[]): OwnershipStep | undefined {
    if (first?.kind !== 'simple' || second?.kind !== 'simple' || others.length > 0) return undefined
    return findXargs(wordsIn(this.shell, first), wordsIn(this.shell, second), this.shell.options.pipefail === true)
  }

  private unread(node: ShellNode, place: Place): void {
    const words = node.kind === 'simple' ? node.words.map(word => wordIn(this.shell, word).text ?? '…') : [node.kind]
    this.push({ op: 'unknown', words }, place)
  }

  private node(node: ShellNode, place: Place): void {
    switch (node.kind) {
      case 'simple':
        this.simple(node, place)
        break
      case 'group':
        this.group(node, place)
        break
      case 'if':
        this.condition(node, place)
        break
      case 'for':
        this.loop(node, place)
        break
    }
  }

  /** `|| { echo failed; exit 1; }` is `|| exit 1`; of another group behind a condition each step may run. */
  private group({ body, shell }: Extract<ShellNode, { kind: 'group' }>, place: Place): void {
    const isConditional = place.ifFailed !== undefined || place.ifSucceeded !== undefined
    const ending = isConditional ? this.endingOf(body) : undefined
    const before = this.shell
    if (ending?.op === 'exit' && shell === 'own') this.push(statusOf(ending), place)
    else if (ending === undefined) this.lists(body, isConditional && !isChain(body) ? perhaps(place) : place)
    else this.push(ending, place)
    if (shell === 'own') this.shell = afterSubshell(before, this.shell)
  }

  /** The end of a group that does nothing but end. */
  private endingOf(body: readonly AndOrList[]): OwnershipStep | undefined {
    const steps = body
      .flatMap(({ parts }) => parts.flatMap(({ commands }) => commands))
      .map(node =>
        node.kind === 'simple' && node.targets.length === 0 ? stepOf(wordsIn(this.shell, node)) : undefined,
      )
    const others = steps.slice(0, -1).every(step => step?.op === 'none' && step.ends === undefined)
    const last = steps.at(-1)
    return others && (last?.op === 'none' || last?.op === 'exit') ? last : undefined
  }

  /** `if ! a; then exit 1; fi` is `a || exit 1`. */
  private condition({ condition, branches }: Extract<ShellNode, { kind: 'if' }>, place: Place): void {
    this.lists(condition, { ...place, counts: false, ignored: true })
    const [first, ...others] = branches
    const ending = first && this.endingOf(first)
    const negated = condition.length === 1 && condition[0]?.parts.length === 1 && condition[0].parts[0]?.negated
    if (ending !== undefined && negated && others.length === 0) this.push(ending, { ...place, ifFailed: true })
    else this.branches(branches, asksForRoot(condition), place)
  }

  private branches(branches: readonly (readonly AndOrList[])[], asked: boolean, place: Place): void {
    const before = this.shell
    for (const [index, branch] of branches.entries())
      this.lists(branch, asked && index === 0 ? { ...place, ifRoot: true } : perhaps(place))
    this.shell = afterBranches(before, this.shell)
  }

  private loop({ name, words, body }: Extract<ShellNode, { kind: 'for' }>, place: Place): void {
    const values = words.map(word => wordIn(this.shell, word).text)
    const runs = values.length > 0 && values.every(value => value !== undefined)
    for (const [index, value] of (runs ? values : [undefined]).entries()) {
      const isLast = index === values.length - 1
      this.shell = afterAssignment(this.shell, name, value)
      this.lists(body, { ...(runs ? place : perhaps(place)), counts: place.counts && isLast })
    }
  }

  private simple(node: Extract<ShellNode, { kind: 'simple' }>, place: Place): void {
    const words = wordsIn(this.shell, node)
    const targets = node.targets.map(target => wordIn(this.shell, target).text)
    for (const target of targets)
      this.push({ op: 'unknown', words: ['>', fromFolder(this.shell, target ?? '…')] }, place)
    // Behind a redirection that fails nothing runs.
    const at: Place = targets.length > 0 ? { ...place, ifSucceeded: true } : place
    const texts = words.flatMap(({ text }) => text ?? [])
    const [name = ''] = words.map(({ text = '' }) => text)
    if (name === 'set') this.shell = afterSet(this.shell, texts)
    if (words.length === 0) this.shell = afterAssignments(this.shell, node.words)
    else if (name === 'cd') this.shell = afterCd(this.shell, words[1]?.text)
    else this.command(words, at)
  }

  private command(words: readonly ShellWord[], place: Place): void {
    const inner = shells.test(words[0]?.text ?? '') ? this.innerSteps(words) : undefined
    if (inner === undefined) this.push(findExec(words) ?? stepOf(words), place)
    else for (const step of inner) this.push(step, { ...place, counts: place.counts && !step.mayFail })
  }

  /** A script in a script, unless it ends by itself. */
  private innerSteps(words: readonly ShellWord[]): readonly ScriptStep[] | undefined {
    const texts = words.flatMap(({ text }) => text ?? [])
    const inner = texts.length === words.length ? scriptOf(texts) : undefined
    const steps = inner && stepsOfScript(inner.script, { variables: this.shell.variables, ...inner.options })
    return steps?.some(({ op }) => op === 'exit') ? undefined : steps
  }

  private push(step: OwnershipStep | ScriptStep, { counts, ignored: _, ...place }: Place): void {
    if (this.left-- <= 0) return
    const mayFail = !counts
    this.steps.push({ ...this.placed(step), ...place, mayFail })
  }

  private placed<Step extends OwnershipStep>(step: Step): Step {
    return 'paths' in step ? { ...step, paths: step.paths.map(path => fromFolder(this.shell, path)) } : step
  }
}

function perhaps({ ifFailed: _, ifSucceeded: __, ...place }: Place): Place {
  return { ...place, perhaps: true }
}

/** `exit` ends a shell of its own, and nothing but that. */
function statusOf({ ends }: Extract<OwnershipStep, { op: 'exit' }>): OwnershipStep {
  return ends === 'no' ? { op: 'none', ends } : { op: 'none' }
}
