/** Bundle the command line and the library into `dist/`, with types, licences and manual pages. */
import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleInto } from './bundle.ts'
import { writeDeclarations } from './declarations.ts'
import { writeEditorSchemas } from './editor-schemas.ts'
import { licencesOf } from './licences.ts'
import { writeManPages } from './man.ts'

/** Everything that lies in `dist/` of the package. */
export async function buildInto(folder: string): Promise<void> {
  const packages = await bundleInto(folder)
  writeFileSync(join(folder, 'LICENSES.txt'), licencesOf([...new Set(packages)].toSorted()))
  writeDeclarations(folder)
  writeEditorSchemas(folder)
  writeManPages(join(folder, 'man'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const dist = resolve(import.meta.dirname, '../dist')
  rmSync(dist, { recursive: true, force: true })
  await buildInto(dist)
}
