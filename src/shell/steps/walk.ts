import { type ScriptOptions, scriptOf, shells } from '../call.ts'
import type { ShellWord } from '../words.ts'
import { changesNothing, deepest, endOfGroup } from './ending.ts'
import { findExec, findXargs } from './find-steps.ts'
import { type OwnershipStep, stepOf } from './ownership-step.ts'
import { asked, ifGoesOn, ifReached, isConditional, type ScriptStep, statusOf, type WalkPlace } from './place.ts'
import { asksForRoot, assignedIn, endsWithStatus, isChain, likeness, substitutionsIn } from './shapes.ts'
import {
  afterAssignment,
  afterAssignments,
  afterBranches,
  afterCd,
  afterSet,
  afterShift,
  endAlike,
  expandWords,
  fromFolder,
  type ShellState,
  spokenIn,
  stateAtStart,
  textsOf,
  withoutVariables,
  wordIn,
  wordsIn,
} from './state.ts'
import { type AndOrList, type ListPart, readScript, type ShellNode } from './tree.ts'

type Node<Kind extends ShellNode['kind']> = Extract<ShellNode, { kind: Kind }>

/** Loops in loops multiply; nobody writes more steps. */
const most = 2000
/** Nor more lists, with those of loops and functions as often as they run; a text that is read anew counts for many. */
const mostLists = 20_000
const listsOfText = 200

/** One pass through a script, in the order in which it runs. */
export class Walk {
  private readonly steps: ScriptStep[] = []
  private left = most
  private listsLeft = mostLists
  private calls = 0
  private shell: ShellState
  /** `break` or `continue` may have ended this pass of a loop. */
  private mayHaveBroken = false
  /** `return` may have ended this function, or `exit` this shell of its own. */
  private mayHaveReturned = false

  constructor(options: ScriptOptions) {
    this.shell = stateAtStart(options)
  }

  /** The steps; undefined where something is not read that decides about all the rest. */
  run(lists: readonly AndOrList[]): readonly ScriptStep[] | undefined {
    const place: WalkPlace = { counts: true, ignored: false }
    this.lists(lists, place)
    const { exitStatus: status = '0' } = this.shell
    if (status !== '0') this.push({ op: 'exit', status, ends: 'no' }, place)
    return this.left < 0 ? undefined : this.steps
  }

  private giveUp(): void {
    this.left = -1
  }

  private spend(lists: number): void {
    this.listsLeft -= lists
    if (this.listsLeft < 0) this.giveUp()
  }

  private lists(lists: readonly AndOrList[], place: WalkPlace): void {
    const commands = endsWithStatus(lists) ? lists.slice(0, -1) : lists
    for (const [index, list] of commands.entries()) {
      const isLast = index === commands.length - 1
      const at = index > 0 && this.mayHaveStopped(place) ? ifGoesOn(place) : place
      const here = this.mayHaveBroken || this.mayHaveReturned ? ifReached(at) : at
      this.list(list, { ...here, counts: place.counts && isLast })
    }
  }

  /** A failure that ends a shell of its own under `-e`, and is no failure of the script. */
  private mayHaveStopped({ subshell, ignored }: WalkPlace): boolean {
    return this.shell.options.errexit === true && subshell?.counts === false && !ignored
  }

  private list({ parts, background }: AndOrList, place: WalkPlace): void {
    this.spend(1)
    if (this.left < 0) return
    let first: ShellState | undefined
    for (const [index, part] of parts.entries()) {
      const at = this.followed({ parts: parts.slice(index), background }, place)
      this.part(part, this.joined(part, parts[index - 1], at), background)
      first ??= this.shell
    }
    if (first !== undefined) this.join([first, this.shell])
  }

  /** What is so whichever of the ways was taken. */
  private join(ways: readonly [ShellState, ...ShellState[]]): void {
    if (!endAlike(ways)) this.giveUp()
    this.shell = afterBranches(ways)
  }

  /** The place of a part that the rest of its list follows. */
  private followed({ parts: [part, ...rest], background }: AndOrList, place: WalkPlace): WalkPlace {
    const forgiven = background || rest.some(({ after }) => after === '||')
    const isLast = rest.length === 0
    const mayStop = isLast && !place.ignored && part?.negated !== true
    const stops = this.shell.options.errexit === true && mayStop && place.subshell?.counts !== false
    return { ...place, counts: !forgiven && (place.counts || stops), ignored: place.ignored || forgiven || !isLast }
  }

  /** What follows `a || true` by `&&` runs whatever came of `a`. */
  private joined({ after }: ListPart, before: ListPart | undefined, place: WalkPlace): WalkPlace {
    const { ifSucceeded: _, ifFailed: __, ...rest } = place
    if (after === undefined) return place
    if ((after === '||') !== (before?.negated === true)) return { ...rest, ifFailed: true }
    const isFallback =
      before?.after === '||' && before.commands.length === 1 && changesNothing(this.shell, before.commands[0])
    return isFallback ? rest : { ...rest, ifSucceeded: true }
  }

  private part({ commands, negated }: ListPart, place: WalkPlace, background: boolean): void {
    const at = negated ? asked(place) : place
    const found = this.foundBy(commands)
    if (found !== undefined) this.push(found, at)
    else this.pipeline(commands, at, background)
    if (negated && place.counts) this.push({ op: 'none', ends: 'no' }, ifGoesOn(place))
  }

  private pipeline(commands: readonly ShellNode[], place: WalkPlace, background: boolean): void {
    const fed = this.shell.options.pipefail === true ? place : asked(place)
    for (const [index, command] of commands.entries()) {
      const isLast = index === commands.length - 1
      // What only hands words on, such as `echo`, is read as it stands.
      if (!background && (isLast || changesNothing(this.shell, command))) this.node(command, isLast ? place : fed)
      else this.unread(command, background ? asked(place) : fed)
    }
  }

  /** What `xargs` does to all that `find` tells it. */
  private foundBy([first, second, ...others]: readonly ShellNode[]): OwnershipStep | undefined {
    if (first?.kind !== 'simple' || second?.kind !== 'simple' || others.length > 0) return undefined
    return findXargs(wordsIn(this.shell, first), wordsIn(this.shell, second), this.shell.options.pipefail === true)
  }

  private unread(node: ShellNode, place: WalkPlace): void {
    const words = node.kind === 'simple' ? textsOf(wordsIn(this.shell, node)) : []
    this.push({ op: 'unknown', words: [...words, ...spokenIn(this.shell, node).slice(words.length)] }, place)
  }

  private node(node: ShellNode, place: WalkPlace): void {
    if (node.kind === 'simple') this.simple(node, place)
    else if (node.kind === 'group') this.group(node, place)
    else this.compound(node, isConditional(place) ? ifReached(place) : place)
  }

  private compound(node: Exclude<ShellNode, Node<'simple' | 'group'>>, place: WalkPlace): void {
    switch (node.kind) {
      case 'if':
        this.condition(node, place)
        break
      case 'for':
        this.loop(node, place)
        break
      case 'loop':
        this.asking(node, place)
        break
      case 'case':
        this.choice(node, place)
        break
      case 'function':
        this.shell = { ...this.shell, functions: new Map(this.shell.functions).set(node.name, node.body) }
        break
    }
  }

  private group({ body, shell }: Node<'group'>, place: WalkPlace): void {
    if (shell === 'same') this.body(body, place)
    else this.ownShell(() => this.body(body, { ...place, subshell: place }))
  }

  /** Nothing that a shell of its own sets is so after it. */
  private ownShell(run: () => void): void {
    const { shell } = this
    this.framed(run)
    if (this.shell.exitStatus !== shell.exitStatus) this.giveUp()
    this.shell = shell
  }

  /** `return` and `exit` inside do not end what is outside. */
  private framed(run: () => void): void {
    const { mayHaveReturned } = this
    run()
    this.mayHaveReturned = mayHaveReturned
  }

  /** `|| { echo failed; exit 1; }` is `|| exit 1`; of another group behind a condition each step may run. */
  private body(body: readonly AndOrList[], place: WalkPlace): void {
    const ending = isConditional(place) ? endOfGroup(this.shell, body) : undefined
    if (ending === undefined) this.lists(body, isConditional(place) && !isChain(body) ? ifReached(place) : place)
    else this.push(ending, place)
  }

  /** `if ! a; then exit 1; fi` is `a || exit 1`. */
  private condition({ condition, branches }: Node<'if'>, place: WalkPlace): void {
    this.lists(condition, asked(place))
    const [first, ...others] = branches
    const ending = first && endOfGroup(this.shell, first)
    const negated = condition.length === 1 && condition[0]?.parts.length === 1 && condition[0].parts[0]?.negated
    if (ending !== undefined && negated && others.length === 0) this.push(ending, { ...place, ifFailed: true })
    else this.branches(branches, asksForRoot(condition), place)
  }

  private branches(branches: readonly (readonly AndOrList[])[], askedForRoot: boolean, place: WalkPlace): void {
    const before = this.shell
    const after = branches.map((branch, index) => {
      this.shell = before
      this.lists(branch, askedForRoot && index === 0 ? { ...place, ifRoot: true } : ifReached(place))
      return this.shell
    })
    this.join([before, ...after])
  }

  private choice({ word, items }: Node<'case'>, place: WalkPlace): void {
    const { text } = wordIn(this.shell, word)
    const likely = items.map(({ patterns, body }) => {
      const known = patterns.map(raw => ({ raw, text: wordIn(this.shell, raw).text }))
      return { body, like: likeness(text, known) }
    })
    const certain = likely.findIndex(({ like }) => like === 'yes')
    const open = likely.slice(0, certain < 0 ? likely.length : certain + 1).filter(({ like }) => like !== 'no')
    const [first] = open
    if (first?.like === 'yes') this.lists(first.body, place)
    else
      this.branches(
        open.map(({ body }) => body),
        false,
        place,
      )
  }

  private loop({ name, words, body }: Node<'for'>, place: WalkPlace): void {
    const values = expandWords(this.shell, words).map(({ text }) => text)
    if (values.includes(undefined)) this.repeated(body, [`${name}=`], place)
    else this.passes({ name, values, body }, place)
  }

  private passes(
    { name, values, body }: { name: string; values: readonly (string | undefined)[]; body: readonly AndOrList[] },
    place: WalkPlace,
  ): void {
    for (const [index, value] of values.entries()) {
      this.shell = afterAssignment(this.shell, name, value)
      this.pass(body, { ...place, counts: place.counts && index === values.length - 1 })
    }
    this.mayHaveBroken = false
  }

  /** A body that runs as often as only a running shell knows. */
  private repeated(body: readonly AndOrList[], words: readonly string[], place: WalkPlace): void {
    const spoken = spokenIn(this.shell, { kind: 'group', shell: 'same', body })
    this.shell = withoutVariables(this.shell, assignedIn([...words, ...spoken]))
    const before = this.shell
    this.pass(body, ifReached(place))
    this.mayHaveBroken = false
    this.join([before, this.shell])
  }

  private pass(body: readonly AndOrList[], place: WalkPlace): void {
    this.lists(body, { ...place, inLoop: true })
  }

  /** A loop that waits for a step to succeed goes on for ever where it does not. */
  private asking(node: Node<'loop'>, place: WalkPlace): void {
    const { length } = this.steps
    this.shell = withoutVariables(this.shell, assignedIn(spokenIn(this.shell, node)))
    this.lists(node.condition, asked(place))
    const asks = this.steps.splice(length)
    if (asks.some(({ op }) => op !== 'none')) this.unread(node, place)
    else this.repeated(node.body, [], place)
  }

  private simple(node: Node<'simple'>, place: WalkPlace): void {
    const words = wordsIn(this.shell, node)
    for (const word of substitutionsIn(node.words)) this.push({ op: 'unknown', words: [word] }, asked(place))
    for (const target of node.targets) {
      const file = wordIn(this.shell, target).text ?? '…'
      this.push({ op: 'unknown', words: ['>', fromFolder(this.shell, file)] }, place)
    }
    // Behind a redirection that fails nothing runs.
    const at: WalkPlace = node.targets.length > 0 ? { ...place, ifSucceeded: true } : place
    if (words.length === 0) this.shell = afterAssignments(this.shell, node.words)
    else this.named(words, node, at)
  }

  private named(words: readonly ShellWord[], node: Node<'simple'>, place: WalkPlace): void {
    const name = words[0]?.text ?? ''
    const called = this.shell.functions.get(name)
    const builtin = Object.hasOwn(this.builtins, name) ? this.builtins[name] : undefined
    if (called !== undefined) this.call(called, words.slice(1), place)
    else if (builtin === undefined) this.command(words, place)
    else builtin(words, place, node)
  }

  /** Commands that change what the shell knows, or where it goes on. */
  private readonly builtins: Readonly<
    Record<string, (words: readonly ShellWord[], place: WalkPlace, node: Node<'simple'>) => void>
  > = {
    set: (words, place, node) => this.set(words, place, node),
    shift: words => {
      this.shell = afterShift(this.shell, words[1]?.text)
    },
    export: (words, place, node) => this.assigning(words, place, node),
    readonly: (words, place, node) => this.assigning(words, place, node),
    local: (words, place, node) => this.assigning(words, place, node),
    declare: (words, place, node) => this.assigning(words, place, node),
    typeset: (words, place, node) => this.assigning(words, place, node),
    unset: (words, place) => this.forgetting(words, place),
    read: (words, place) => this.forgetting(words, place),
    cd: (words, place) => this.enter(words[1]?.text, place),
    trap: (words, place) => this.trap(words, place),
    break: (words, place) => this.breakOff(words, place),
    continue: (words, place) => this.breakOff(words, place),
    return: (words, place) => this.giveBack(words[1]?.text, place),
    eval: (words, place, node) => this.evaluate(words.slice(1), place, node),
    exec: (words, place) => this.replace(words, place),
  }

  private set(words: readonly ShellWord[], place: WalkPlace, { words: raw }: Node<'simple'>): void {
    this.shell = afterSet(this.shell, words)
    // Without quotes it may be any number of words.
    if (
      raw.some(
        word => !word.startsWith('"') && wordIn(this.shell, word).text === undefined && !/^["$@{}*]+$/.test(word),
      )
    )
      this.shell = { ...this.shell, args: undefined }
    this.push({ op: 'none' }, place)
  }

  private assigning(_: readonly ShellWord[], place: WalkPlace, { words }: Node<'simple'>): void {
    this.shell = afterAssignments(this.shell, words)
    this.push({ op: 'none' }, place)
  }

  private forgetting(words: readonly ShellWord[], place: WalkPlace): void {
    this.shell = withoutVariables(this.shell, textsOf(words))
    this.push({ op: 'none', ends: 'unknown' }, place)
  }

  private enter(folder: string | undefined, place: WalkPlace): void {
    this.shell = afterCd(this.shell, folder)
    const { folder: path } = this.shell
    this.push(path === undefined ? { op: 'none' } : { op: 'enter', paths: [path] }, place)
  }

  private breakOff(_: readonly ShellWord[], place: WalkPlace): void {
    if (place.inLoop) this.mayHaveBroken = true
    else this.push({ op: 'none' }, place)
  }

  /** Outside of a function one shell ends there, and another goes on. */
  private giveBack(status = '0', place: WalkPlace): void {
    const { inFunction } = place
    this.mayHaveReturned = true
    if (inFunction === undefined) this.push({ op: 'unknown', words: ['return', status] }, place)
    else if (/^0*[1-9]\d*$/.test(status)) this.push({ op: 'none', ends: 'no' }, { ...place, counts: inFunction.counts })
  }

  private evaluate(words: readonly ShellWord[], place: WalkPlace, node: Node<'simple'>): void {
    this.spend(listsOfText)
    if (this.left < 0) return
    const texts = words.flatMap(({ text }) => text ?? [])
    const lists = texts.length === words.length ? readScript(texts.join(' ')) : undefined
    if (lists === undefined) this.push({ op: 'unknown', words: ['eval', ...textsOf(words)] }, place)
    else this.deeper(() => this.body(lists, node.targets.length > 0 ? ifReached(place) : place))
  }

  /** What calls itself is given up. */
  private deeper(run: () => void): void {
    if (this.calls > deepest) this.giveUp()
    if (this.left < 0) return
    this.calls++
    run()
    this.calls--
  }

  /** Nothing comes after `exec`, but in a shell that is not the script's own. */
  private replace(words: readonly ShellWord[], place: WalkPlace): void {
    const { subshell } = place
    if (words.length < 2) return
    if (subshell !== undefined) this.mayHaveReturned = true
    const leaves = subshell === undefined ? { leaves: 'always' as const } : {}
    this.command(words, { ...place, counts: subshell?.counts ?? true, ...leaves })
  }

  /** `trap 'exit 0' EXIT`. Signals come from outside, and what else a trap does comes when all is done. */
  private trap([, action, ...signals]: readonly ShellWord[], place: WalkPlace): void {
    const names = textsOf(signals)
    this.push({ op: 'none' }, place)
    if (names.includes('EXIT') || names.includes('0')) this.trapExit(action?.text)
    else if (names.includes('…') || (names.includes('ERR') && /\bexit\b/.test(action?.text ?? 'exit'))) this.giveUp()
    else this.uponSignal(action?.text ?? '…', place)
  }

  private uponSignal(action: string, place: WalkPlace): void {
    const lists = readScript(action === '-' ? '' : action)
    const isPlain = lists !== undefined && (lists.length === 0 || endOfGroup(this.shell, lists) !== undefined)
    if (!isPlain) this.push({ op: 'unknown', words: [action] }, ifReached(asked(place)))
  }

  private trapExit(action: string | undefined): void {
    const lists = action === undefined ? undefined : readScript(action === '-' ? '' : action)
    const ending = lists?.length === 0 ? { op: 'none' as const } : lists && endOfGroup(this.shell, lists)
    if (ending === undefined) this.giveUp()
    else this.shell = { ...this.shell, exitStatus: ending.op === 'exit' ? ending.status : undefined }
  }

  private call(body: ShellNode, args: readonly ShellWord[], place: WalkPlace): void {
    const { args: own } = this.shell
    const at: WalkPlace = { ...place, inFunction: place }
    this.shell = { ...this.shell, args }
    const run = () => (body.kind === 'group' ? this.group(body, at) : this.node(body, at))
    this.deeper(() => this.framed(run))
    this.shell = { ...this.shell, args: own }
  }

  private command(words: readonly ShellWord[], place: WalkPlace): void {
    const inner = shells.test(words[0]?.text ?? '') ? this.innerSteps(words) : undefined
    if (inner === undefined) this.push(findExec(words) ?? stepOf(words), place)
    else
      for (const [index, step] of inner.entries()) {
        const at = index > 0 && !place.counts ? ifGoesOn(place) : place
        this.push(step, { ...at, counts: place.counts && !step.mayFail })
      }
  }

  /** A script in a script, unless it ends by itself. */
  private innerSteps(words: readonly ShellWord[]): readonly ScriptStep[] | undefined {
    this.spend(listsOfText)
    if (this.left < 0) return undefined
    const texts = words.flatMap(({ text }) => text ?? [])
    const inner = texts.length === words.length ? scriptOf(texts) : undefined
    const lists = inner && readScript(inner.script)
    const steps = lists && new Walk({ variables: this.shell.variables, ...inner?.options }).run(lists)
    return steps?.some(({ op, leaves }) => op === 'exit' || leaves !== undefined) ? undefined : steps
  }

  private push(step: OwnershipStep | ScriptStep, place: WalkPlace): void {
    if (this.left-- <= 0) return
    if (step.op === 'exit' && place.subshell !== undefined) {
      this.mayHaveReturned = true
      this.add(statusOf(step), { ...place, counts: place.subshell.counts })
    } else this.add(step, this.underTrap(place))
  }

  /** With `trap 'exit 0' EXIT` a failure ends the script at most. */
  private underTrap(place: WalkPlace): WalkPlace {
    if (this.shell.exitStatus !== '0' || !place.counts || place.leaves === 'always') return place
    const stops = this.shell.options.errexit === true && !place.ignored
    return { ...place, counts: false, ...(stops && { leaves: 'if-failed' }) }
  }

  private add(
    step: OwnershipStep | ScriptStep,
    { counts, ignored: _, subshell: __, inFunction: ___, inLoop: ____, ...place }: WalkPlace,
  ): void {
    const ends = step.op === 'exit' && this.shell.exitStatus === '0' ? { status: '0', ends: 'yes' as const } : {}
    this.steps.push({ ...this.placed(step), ...ends, ...place, mayFail: !counts } as ScriptStep)
  }

  private placed<Step extends OwnershipStep>(step: Step): Step {
    if (!('paths' in step)) return step
    const isRelative = this.shell.folder !== undefined && step.paths.some(path => !path.startsWith('/'))
    const paths = step.paths.map(path => fromFolder(this.shell, path))
    return { ...step, paths, ...(isRelative && { relative: true }) }
  }
}
