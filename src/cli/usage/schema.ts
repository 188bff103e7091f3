import { common } from './parts.ts'

/** What `seaworthy schema --help` prints. */
export const schemaUsage = `Print the JSON Schema of values, of the policy, of the lock or of a fleet, for editors and other validators.

Usage: seaworthy schema policy
       seaworthy schema values
       seaworthy schema lock
       seaworthy schema fleet

${common}
Examples:
  seaworthy schema policy > seaworthy.schema.json
  seaworthy schema values > values.schema.json

Exit: 0 done, 2 bad usage, 70 a bug in seaworthy.
`
