/** The minors of Kubernetes that the table of its types knows (`schema/table.ts`). Of a later version nothing is known. */
export const knownMinors = { first: 30, last: 37 } as const
