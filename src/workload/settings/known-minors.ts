/** The minors of Kubernetes that the table of its types knows (`schema/table.ts`). Of a later version nothing is known. */
export const knownMinors = { first: 30, last: 37 } as const

/** The minor of a version as in `v1.36.2`; undefined where it is later than those that are known. */
export function minorOf(version: string): number | undefined {
  const minor = Number(/^v1\.(\d{1,5})\./.exec(version)?.[1])
  return minor <= knownMinors.last ? minor : undefined
}
