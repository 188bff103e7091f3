import { type ToolName, tool } from '../../scripts/tools.ts'
import { skipped } from '../table.ts'

/** Path of a binary, or undefined after saying that the test named `test` is skipped. */
export async function toolFor(test: string, name: ToolName): Promise<string | undefined> {
  const path = await tool(name)
  if (path === undefined) skipped(test, `no ${name}`)
  return path
}
