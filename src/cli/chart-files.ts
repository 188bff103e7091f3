import { join, relative } from 'node:path'
import { decompressed } from '../registry/layer/decompress.ts'
import { tarEntries } from '../registry/layer/tar.ts'
import { ImageError } from '../registry/limits.ts'
import type { ChartFiles } from '../run/suggest/chart-values.ts'
import { filesBelow } from './files/folder.ts'
import { withSlashes } from './files/slashes.ts'
import type { Io } from './process/io.ts'

/** What tells of a chart's values: its metadata, defaults, schema and templates. */
const telling = /(^|\/)(Chart\.yaml|values\.yaml|values\.schema\.json|templates\/.*\.(ya?ml|tpl|txt))$/

const archive = /(^|\/)charts\/[^/]+\.tgz$/

/** The files of a chart that tell of its values, those of the archives in `charts/` below the chart's name. */
export async function chartFiles(folder: string, io: Io): Promise<ChartFiles> {
  const wants = (path: string) => telling.test(withSlashes(path)) || archive.test(withSlashes(path))
  const { files } = await filesBelow(folder, { wants, isExcluded: () => false, whyNot }, io)
  const read = files.map(async ({ path }): Promise<readonly (readonly [string, string])[]> => {
    const name = withSlashes(relative(folder, path))
    if (archive.test(name)) return filesInArchive(path, join(name, '..'), io)
    return [[name, new TextDecoder().decode(await io.readFile(path))]]
  })
  return new Map((await Promise.all(read)).flat())
}

function whyNot({ name }: { readonly name: string }): string | undefined {
  return name.startsWith('.') || name === 'node_modules' ? '' : undefined
}

/** An archive that is broken says nothing: Helm is the one to complain. */
async function filesInArchive(path: string, below: string, io: Io): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = []
  try {
    for await (const { path: name, content } of tarEntries(decompressed(io.openFile(path)), name => telling.test(name)))
      if (content !== undefined) found.push([`${withSlashes(below)}/${name}`, new TextDecoder().decode(content)])
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
  }
  return found
}
