import type { FileText } from '../layer/image-files.ts'
import { type GroupEntry, groupEntries, type PasswdEntry, passwdEntries, passwdId } from './passwd.ts'

/** Who an image's process runs as: ids, or why they are not known. `declared` is `USER` as it is written. */
export type ImageUser =
  | {
      readonly declared: string
      readonly uid: number
      readonly gid: number
      /** Supplementary groups of /etc/group, ascending, without `gid`. */
      readonly groups: readonly number[]
      /** Where the ids are from: `config`, or the file of the image. */
      readonly from: 'config' | 'etc/passwd'
    }
  | { readonly declared: string; readonly unknown: string }

/**
 * Who `USER` is in a pod. The kubelet hands the runtime the uid or the name alone (pkg/kubelet/kuberuntime/helpers.go
 * `getImageUser`, of what CRI's ImageStatus tells before the colon), so that a group which the image names is lost; seen on
 * 1.36.3 with containerd 1.6.
 */
export function imageUser(declared: string, passwd: FileText, group: FileText): ImageUser {
  const [user = '', , ...more] = declared.split(':')
  if (more.length > 0) return { declared, unknown: `USER ${declared} has more than one colon` }
  return { ...userOf(user, passwd, group), declared }
}

/**
 * Resolve a user with or without a group by number as containerd does (`oci.WithUser`, `oci.WithAdditionalGIDs`, v2.1), and
 * programs that switch the user: a bare uid still takes its group from /etc/passwd, and 0 where it has no line there; a name
 * that has none does not start.
 */
export function userOf(declared: string, passwd: FileText, group: FileText): ImageUser {
  const [user = '', groupName, ...more] = declared.split(':')
  if (more.length > 0) return { declared, unknown: `user ${declared} has more than one colon` }
  const uid = user === '' ? 0 : passwdId(user)
  const users = 'text' in passwd ? passwdEntries(passwd.text) : undefined
  const groups = 'text' in group ? groupEntries(group.text) : undefined
  if (uid === undefined && users === undefined)
    return { declared, unknown: `etc/passwd cannot be read: ${reasonOf(passwd)}` }
  const line = users?.find(entry => (uid === undefined ? entry.name === user : entry.uid === uid))
  if (uid === undefined && line === undefined) return { declared, unknown: `etc/passwd has no user ${user}` }
  if (uid === undefined && line?.uid === undefined)
    return { declared, unknown: `etc/passwd gives user ${user} an id that no pod takes` }
  const gid = gidOf({ groupName, line, groups, users })
  if (gid === undefined) return { declared, unknown: unknownGroup(groupName, group, passwd) }
  return {
    declared,
    uid: uid ?? line?.uid ?? 0,
    gid,
    groups: membershipsOf(line, groups ?? [], gid),
    from: line === undefined || (uid !== undefined && groupName !== undefined) ? 'config' : 'etc/passwd',
  }
}

interface GroupLookUp {
  readonly groupName: string | undefined
  readonly line: PasswdEntry | undefined
  readonly users: readonly PasswdEntry[] | undefined
  readonly groups: readonly GroupEntry[] | undefined
}

function gidOf({ groupName, line, users, groups }: GroupLookUp): number | undefined {
  if (groupName === undefined) return users === undefined ? undefined : line === undefined ? 0 : line.gid
  return passwdId(groupName) ?? groups?.find(({ name }) => name === groupName)?.gid
}

function unknownGroup(groupName: string | undefined, group: FileText, passwd: FileText): string {
  if (groupName === undefined)
    return 'text' in passwd
      ? 'etc/passwd gives the user a group that no pod takes'
      : `etc/passwd cannot be read: ${reasonOf(passwd)}`
  return 'text' in group ? `etc/group has no group ${groupName}` : `etc/group cannot be read: ${reasonOf(group)}`
}

function membershipsOf(line: PasswdEntry | undefined, groups: readonly GroupEntry[], gid: number): readonly number[] {
  if (line === undefined) return []
  const own = groups.filter(({ members }) => members.includes(line.name)).flatMap(entry => entry.gid ?? [])
  return [...new Set(own)].filter(id => id !== gid).toSorted((a, b) => a - b)
}

function reasonOf(file: FileText): string {
  return 'reason' in file ? file.reason : ''
}
