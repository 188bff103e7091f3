/** Write the pictures of the README. `test/pictures.test.ts` fails while one is stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pagePicture } from './picture-page.ts'
import { terminalPicture } from './picture-terminal.ts'
import { story } from './story.ts'

const root = resolve(import.meta.dirname, '..')

/** Each picture by its file, as it should be. */
export async function pictures(): Promise<Readonly<Record<string, string>>> {
  return {
    '.github/images/demo.svg': terminalPicture(await story()),
    '.github/images/explain.svg': pagePicture(readFileSync(resolve(root, 'golden/explain/agents.html'), 'utf8')),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const [file, text] of Object.entries(await pictures())) {
    mkdirSync(dirname(resolve(root, file)), { recursive: true })
    writeFileSync(resolve(root, file), text)
  }
