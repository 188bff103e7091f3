/** A line of /etc/passwd. An id that no pod takes is undefined. */
export interface PasswdEntry {
  readonly name: string
  readonly uid: number | undefined
  readonly gid: number | undefined
}

/** A line of /etc/group. */
export interface GroupEntry {
  readonly name: string
  readonly gid: number | undefined
  readonly members: readonly string[]
}

/** Users of /etc/passwd, in order, as runtimes read them (moby/sys/user v0.4.0, `ParsePasswdFilter`): no line is passed over. */
export function passwdEntries(text: string): readonly PasswdEntry[] {
  return fieldsOf(text).map(([name = '', , uid, gid]) => ({ name, uid: fieldId(uid), gid: fieldId(gid) }))
}

/** Groups of /etc/group, in order (`ParseGroupFilter`, which knows comments). */
export function groupEntries(text: string): readonly GroupEntry[] {
  return fieldsOf(text)
    .filter(([name = '']) => !name.startsWith('#'))
    .map(([name = '', , gid, members = '']) => {
      return { name, gid: fieldId(gid), members: members.split(',').filter(member => member !== '') }
    })
}

function fieldsOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(line => line.split(':'))
}

/** What is missing or no number is 0, which is root: `parseParts` ignores that it cannot be read. */
function fieldId(text = ''): number | undefined {
  return /^[+-]?\d+$/.test(text) ? passwdId(text.replace(/^\+/, '')) : 0
}

/** A decimal id that Kubernetes takes, or undefined. */
export function passwdId(text: string | undefined): number | undefined {
  if (text === undefined || !/^0*\d{1,10}$/.test(text)) return undefined
  const id = Number(text)
  return id <= 2_147_483_647 ? id : undefined
}
