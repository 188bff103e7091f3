import { common } from './parts.ts'

/** What `seaworthy image --help` prints. */
export const imageUsage = `Show a reference in full, with registry and tag, and what is known about the image: from the policy, the
lock and the built-in catalogue. The first that knows the image counts. No registry is contacted.

Usage: seaworthy image REFERENCE [options]

  --policy FILE            the policy; default: seaworthy.yaml (or .yml), searched for in this folder and
                           its parents, up to the repository root; the paths in a policy that was found
                           must lie in its folder
  --lock FILE              what is known about images; default: seaworthy.lock.yaml beside the policy
  --no-lock                ignore the lock
${common}
Examples:
  seaworthy image redis
  seaworthy image registry.example.com/team/app:v1@sha256:...

Exit: 0 done, also when nothing is known, 2 bad input or usage, 70 a bug in seaworthy.
`
