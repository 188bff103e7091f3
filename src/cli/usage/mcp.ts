import { common, levelHelp } from './parts.ts'

/** What `seaworthy mcp --help` prints. */
export const mcpUsage = `Serve check, explain, explain_error, fix (as a diff) and render to an agent, as tools of the Model Context
Protocol on the standard streams. An MCP client starts this program; it ends with its standard input.

Usage: seaworthy mcp [options] [FOLDER]

Tools read files in FOLDER (default: this folder) and nowhere else, also through links, open no connection,
and write nothing. Charts and kustomizations are rendered as check renders them. Options apply to every
call; what a call says itself takes precedence.

  --policy FILE            the policy; default: seaworthy.yaml (or .yml), searched for from the files of a
                           call upward, as far as FOLDER
  --lock FILE              what is known about images; default: seaworthy.lock.yaml beside the policy
  --no-lock                ignore the lock
${levelHelp}${common}
Examples:
  seaworthy mcp manifests/
  seaworthy mcp --level baseline deploy/

Exit: 0 the client closed the connection, 2 bad usage or a message over 10 MiB, 70 a bug in seaworthy.
`
