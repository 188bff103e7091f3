import type { Completed, FixSummary, HelperImage, WayOut, Without } from '../../workload/reason/fix-reason.ts'
import { idsText } from './ids-words.ts'

/** What a fix does to a mount. */
export function summaryWords(does: FixSummary): string {
  switch (does.code) {
    case 'fs-group':
      return `set fsGroup ${does.group ?? '?'}, which the kubelet gives ${does.source} and every process of the pod`
    case 'supplemental-group':
      return `add the group ${does.group ?? '?'} of ${does.source} to supplementalGroups`
    case 'chown-init':
      return `chown ${does.source} to ${idsText(does.owner)} in a root init container${helperWords(does.helper)}`
    case 'owner-aligned-init': {
      const assumed =
        does.subPath === undefined
          ? ''
          : `, if the kubelet has not made the sub-path ${does.subPath} before (it would belong to root, and chgrp would fail)`
      return `share ${does.source} with group ${does.group ?? '?'} in an init container that runs as its owner, uid ${does.uid ?? '?'}${assumed}${helperWords(does.helper)}`
    }
    case 'final-user':
      return `run as ${does.uid}:${does.gid} from the start; the image switches to that user anyway`
    case 'complete-init':
      return does.completed.map(completedWords).join('; ')
    case 'align-identity':
      return `run as ${does.uid}:${does.gid} (the owner of ${does.source}), if the program supports it`
    case 'volume-type': {
      const local = does.plugin === 'hostPath' ? ' (for local-path: the annotation defaultVolumeType: local)' : ''
      return `give ${does.source} a storage class whose volumes honour fsGroup${local}, and set fsGroup`
    }
  }
}

function helperWords(helper: HelperImage | undefined): string {
  switch (helper?.code) {
    case undefined:
      return ''
    case 'policy':
      return `, using the image ${helper.image}`
    case 'no-shell':
      return `, using the image ${helper.image} because the workload's image has no shell`
    case 'needs-shell':
      return ", using the workload's image, which must contain `sh` (if it does not, set `shell: false` for the image in the policy, and harden.chownImage is used instead)"
  }
}

/** `add CHOWN, FOWNER to init container perms`. */
function completedWords({ container, fields, capabilities }: Completed): string {
  const root = fields.length === 0 ? [] : [`let init container ${container} run as root (${fields.join(', ')})`]
  const to = root.length === 0 ? ` to init container ${container}` : ''
  const added = capabilities.length === 0 ? [] : [`add ${capabilities.join(', ')}${to}`]
  return [...root, ...added].join(' and ')
}

/** What a person can do about a script that fails. */
export function wayOutWords({ complete, removeCommand }: WayOut): string {
  return [
    ...(complete === undefined
      ? []
      : [`${completedWords(complete.by)}${complete.admitted ? '' : ', which restricted does not admit'}`]),
    ...(removeCommand === undefined ? [] : [`remove that command: ${withoutWords(removeCommand)}`]),
  ].join('; or ')
}

/** `without it app can write /data`, and with which fix. */
export function withoutWords({ containers, mountPaths, instead }: Without): string {
  const [who, where] = [containers.join(' and '), mountPaths.join(' and ')]
  if (containers.length === 0) return 'nothing else in the pod writes its volumes'
  if (instead.length === 0) return `without it ${who} can write ${where} all the same`
  return `with this instead, ${who} can write ${where}: ${[...new Set(instead.map(summaryWords))].join('; ')}`
}
