import type { Parameter, Tool } from './tool.ts'

/** The arguments of a tool as JSON Schema, for clients. They are checked in our own words (`tool-input.ts`). */
export function inputSchemaOf({ parameters, required }: Tool) {
  const properties = Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, schemaOf(one)]))
  return { type: 'object' as const, properties, required: [...required], additionalProperties: false }
}

function schemaOf({ kind, description, choices }: Parameter): object {
  const schemas = {
    text: { type: 'string', ...(choices !== undefined && { enum: choices }) },
    texts: { type: 'array', items: { type: 'string' } },
    switch: { type: 'boolean' },
    map: { type: 'object' },
  } as const
  return { ...schemas[kind], description }
}
