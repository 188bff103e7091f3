/**
 * Write `templates/` into `src/render/embedded-templates.ts`, so that a bundled library needs no files. `npm test` fails when the
 * two differ. Run: npx tsx scripts/embed-templates.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** The module's text for the templates that lie in the repository now. */
export function embedded(): string {
  const entries = ['agent', 'worker-job', 'partials'].map(folder => [
    folder,
    sourcesIn(join(root, 'templates', folder)),
  ])
  return [
    '// Generated from templates/ by scripts/embed-templates.ts; edit those instead.',
    '// biome-ignore-all format: generated',
    '',
    '/** The shipped templates: folder, file without its ending, source. */',
    `export const builtinTemplates = ${JSON.stringify(Object.fromEntries(entries), null, 2)} as const`,
    '',
  ].join('\n')
}

function sourcesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder)
    .filter(file => file.endsWith('.hbs'))
    .toSorted()
  return Object.fromEntries(files.map(file => [basename(file, '.hbs'), readFileSync(join(folder, file), 'utf8')]))
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(root, 'src/render/embedded-templates.ts'), embedded())
