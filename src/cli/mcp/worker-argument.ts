/** What the program calls itself with, to answer calls of tools. No command begins so. */
export const mcpWorkerArgument = '--mcp-worker'
