/** A line of /etc/passwd. */
export interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** A line of /etc/group. */
export interface GroupEntry {
  readonly name: string
  readonly gid: number
  readonly members: readonly string[]
}

/** Users of /etc/passwd, in order. Lines that cannot be read are passed over, as runtimes do (moby/sys/user). */
export function passwdEntries(text: string): readonly PasswdEntry[] {
  return fieldsOf(text).flatMap(([name = '', , uid, gid]) => {
    const ids = [passwdId(uid), passwdId(gid)]
    return ids[0] === undefined || ids[1] === undefined ? [] : [{ name, uid: ids[0], gid: ids[1] }]
  })
}

/** Groups of /etc/group, in order. */
export function groupEntries(text: string): readonly GroupEntry[] {
  return fieldsOf(text).flatMap(([name = '', , gid, members = '']) => {
    const id = passwdId(gid)
    return id === undefined ? [] : [{ name, gid: id, members: members.split(',').filter(member => member !== '') }]
  })
}

function fieldsOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(':'))
}

/** A decimal id that Kubernetes takes, or undefined. */
export function passwdId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined
  const id = Number(text)
  return id <= 2_147_483_647 ? id : undefined
}
