/** In place of ajv, which the MCP SDK brings along for what `src/cli/mcp/server.ts` never asks a client for: 135 kB. */
function absent(): never {
  throw new Error('ajv is not bundled')
}

// biome-ignore lint/style/noDefaultExport: the SDK imports it so
export { absent as default }
