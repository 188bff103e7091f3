import type { HardenReason, RootWorkReason } from '../../workload/reason/harden-reason.ts'
import { fieldDoubtWords } from './field-doubt-words.ts'
import { lossWords } from './loss-words.ts'
import { runnerWords } from './runner-words.ts'

/** Why a field is set on a pod for its level, or why it is not, in one clause. */
export function hardenWords(reason: HardenReason): string {
  switch (reason.code) {
    case 'user-set':
    case 'non-root-set':
    case 'entrypoint-replaced':
    case 'image-switches':
    case 'image-root':
    case 'image-user':
    case 'user-assigned':
    case 'user-not-assigned':
    case 'root-needless':
    case 'user-unknown':
      return runnerWords(reason)
    case 'switch-needs':
    case 'ownership-needs':
      return workWords(reason)
    case 'image-risk':
    case 'runs-program':
    case 'runs-setuid':
    case 'file-capabilities-disabled':
    case 'node-port':
    case 'file-capabilities-dropped':
    case 'image-unknown':
    case 'mentions-program':
    case 'adds-capabilities':
      return fieldDoubtWords(reason)
    case 'all-non-root':
      return [...new Set(reason.runners.map(runnerWords))].join('; ')
    case 'escalation-unneeded':
      return 'containers do not need privilege escalation unless there is evidence that they do'
    case 'conflicts': {
      const beside = { privileged: 'privileged: true', CAP_SYS_ADMIN: 'capabilities.add CAP_SYS_ADMIN' }
      return `the API server refuses it beside ${beside[reason.beside]}`
    }
    case 'privileged-keeps-all':
      return 'a privileged container has every capability, whatever it drops'
    case 'drops-with':
      return `${runnerWords(reason.runner)}; its program may need ${reason.keeps.join(', ')}`
    case 'work-not-admitted':
      return `${runnerWords(reason.runner)}, and its work needs ${reason.capabilities.join(', ')}, which ${reason.level} does not admit`
    case 'work-beyond-own':
      return `${workWords(reason.work)}, and more where its volumes belong to others`
    case 'user-exempted':
      return `${runnerWords(reason.runner)}, but the check that asks for it is exempted`
    case 'default-profile':
      return "the runtime's default profile blocks only syscalls that few workloads use"
    case 'image-writes':
      return `the image writes ${reason.paths.join(', ') || 'nothing'} outside its volumes (${reason.from})`
    case 'image-writes-unknown':
      return 'it is unknown which paths the image writes; list them as writablePaths under `images` in the policy'
    case 'windows-nodes-only':
      return 'only Windows nodes can take it'
    case 'windows-user':
      return `runAsUserName is ${reason.account}`
    case 'windows-conflicts':
      return `it selects Windows nodes, but sets ${reason.field}, which the API server refuses beside os: windows`
    case 'enforced':
      return `--enforce: it breaks the level; lost: ${lossWords(reason.lost)}`
    case 'starts-elsewhere': {
      const { program = 'its script', from, to } = reason.moves
      return `${program} writes into the directory it starts in, which ${reason.user} may do in ${to} and not in ${from}`
    }
  }
}

function workWords(reason: RootWorkReason): string {
  const capabilities = reason.capabilities.join(', ')
  switch (reason.code) {
    case 'switch-needs':
      return `${runnerWords(reason.runner)}; that needs ${capabilities}`
    case 'ownership-needs':
      return `it runs as root only to set owners and modes, which needs ${capabilities}`
  }
}
