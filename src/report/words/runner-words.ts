import type { AssignObstacle, RunnerReason } from '../../workload/reason/harden-reason.ts'
import { rowText } from '../../workload/settings/policy-row.ts'
import { idsText } from './ids-words.ts'

/** Who runs a container's process, and how that is known; a user that is unknown with the row that would tell. */
export function runnerWords(reason: RunnerReason): string {
  switch (reason.code) {
    case 'user-set':
      return `runAsUser is ${reason.user}`
    case 'non-root-set':
      return 'runAsNonRoot is true already: the kubelet starts it as non-root or not at all'
    case 'entrypoint-replaced': {
      const replaced = reason.by === 'command' ? '`command` replaces the entrypoint' : '`args` replace the program'
      return `the image starts as root, and ${replaced} that would switch to ${reason.becomes} (${reason.from})`
    }
    case 'image-switches':
      return `the image starts as root and switches to ${idsText(reason.becomes)} (${reason.from})`
    case 'image-root':
      return `the image runs as root (${reason.from})`
    case 'image-user': {
      const { user, name, from } = reason
      return `the image's USER ${name === undefined ? 'is' : `${name} is uid`} ${user} (${from})`
    }
    case 'user-assigned':
      return `harden.runAs in the policy assigns ${reason.user}:${reason.group} to images whose user is unknown`
    case 'user-not-assigned':
      return `harden.runAs does not apply: ${obstacleWords(reason.obstacle)}`
    case 'root-needless':
      return needlessWords(reason)
    case 'user-unknown':
      return `${unknownWords(reason)}; ${adviceWords(reason)}`
  }
}

/** With the way out where nobody is assigned. */
function needlessWords(reason: Extract<RunnerReason, { readonly code: 'root-needless' }>): string {
  const { root, programs, assigned, moves } = reason
  const work = programs.length === 0 ? 'its script' : programs.join(' and ')
  if (assigned !== undefined)
    return `${runnerWords(root)} and ${work} ${programs.length > 1 ? 'need' : 'needs'} no root: harden.runAs in the policy assigns ${idsText(assigned)}`
  const needs = programs.length > 1 ? 'do not need it' : 'does not need it'
  const ways =
    moves === undefined ? 'harden.runAs in the policy gives' : '--enforce with harden.runAs in the policy gives'
  const place = moves === undefined ? '' : `, and starts it in ${moves.to}, since ${moves.from} is root's`
  return `${runnerWords(root)} and ${work} ${needs}: ${ways} it another user${place}`
}

type UnknownUser = Extract<RunnerReason, { readonly code: 'user-unknown' }>

function unknownWords({ named }: UnknownUser): string {
  return named === undefined
    ? 'the user of the image is unknown'
    : `the uid of the image's USER ${named.name} is unknown (${named.from})`
}

function adviceWords({ row }: UnknownUser): string {
  if (row === undefined) return 'set runAsUser'
  return `set runAsUser, or say in the policy which user the image runs as (here, 1000): ${rowText([row])}`
}

function obstacleWords(obstacle: AssignObstacle): string {
  switch (obstacle.code) {
    case 'image-risk':
      return obstacle.risk
    case 'privileged':
      return 'it is privileged, which only root can use'
    case 'adds-capabilities':
      return `it adds ${obstacle.capabilities.join(', ')}, which only root can use`
    case 'root-allowed':
      return 'runAsNonRoot is false'
  }
}
