import { dirname, join, normalize, relative, resolve } from 'node:path'
import { InputError } from '../../error.ts'
import { type ApplicationSource, applicationSources, isApplication } from '../../fleet/argo-cd.ts'
import { uniqueName } from '../../fleet/names.ts'
import type { Fleet, Release, ReleaseInput } from '../../fleet/release.ts'
import { compact } from '../../manifest/compact.ts'
import { type ManifestDocument, readDocument } from '../../manifest/document.ts'
import { splitStream } from '../../manifest/stream.ts'
import { visible } from '../../manifest/text/visible.ts'
import { withSlashes } from '../files/slashes.ts'
import type { Io } from '../process/io.ts'
import { sourceOfFolder } from '../render-folder.ts'

/** A file with Applications of Argo CD. */
export interface ApplicationText {
  readonly file: string
  readonly text: string
}

/** The documents of a file. What exceeds a limit is thrown with its line, to which the file is put. */
export function documentsOf({ file, text }: ApplicationText): readonly ManifestDocument[] {
  const stream = splitStream(text)
  try {
    return stream.documents.map(span => readDocument(stream, span))
  } catch (error) {
    throw error instanceof InputError ? new InputError(error.code, `${visible(file)}: ${error.message}`) : error
  }
}

/** The Applications of files, each a release. The repository that they are of is the one that they lie in. */
export async function fleetOfApplications(texts: readonly ApplicationText[], named: string, io: Io): Promise<Fleet> {
  const nameOf = uniqueName()
  const releases: Release[] = []
  for (const { file, text } of texts) {
    const root = await repositoryOf(file, io)
    for (const document of documentsOf({ file, text })) {
      if (!isApplication(document.value)) continue
      const position = document.positionOf([])
      for (const source of applicationSources(document.value)) {
        const { application, namespace } = source
        const input = await inputOf(source, root, io)
        const name = nameOf(application, namespace)
        releases.push({ name, input, ...compact({ namespace }), place: { file, position } })
      }
    }
  }
  return { file: named, releases }
}

/** The folder with `.git` above a file, from here; without one, this folder. */
async function repositoryOf(file: string, io: Io): Promise<string> {
  for (let folder = dirname(resolve(io.cwd(), file)); ; folder = dirname(folder)) {
    if ((await io.kindOf(join(folder, '.git'))) !== 'absent') return withSlashes(relative(io.cwd(), folder)) || '.'
    if (dirname(folder) === folder) return '.'
  }
}

async function inputOf({ application, path, helm }: ApplicationSource, root: string, io: Io): Promise<ReleaseInput> {
  const isElsewhere = /:\/\/|^git@/.test(path)
  const folder = isElsewhere ? path : withSlashes(normalize(join(root, path)))
  const source = isElsewhere || (await io.kindOf(folder)) !== 'folder' ? 'chart' : await sourceOfFolder(folder, io)
  if (source === undefined) return { kind: 'manifests', folder }
  if (source === 'kustomization') return { kind: 'kustomization', folder }
  const values: string[] = []
  for (const file of helm.valueFiles.map(name => valuesFile(name, folder, root)))
    if (!helm.ignoreMissing || (await io.kindOf(file)) === 'file') values.push(file)
  const { inline, sets, setStrings, release = application } = helm
  return { kind: 'chart', chart: folder, values, sets, setStrings, release, ...compact({ inline }) }
}

/** `$ref/path` is in the repository of another source, which is taken to be this one, as `/path` is. */
function valuesFile(name: string, chart: string, root: string): string {
  const inRepository = /^(?:\$[^/]+)?\/(.*)$/.exec(name)?.[1]
  return withSlashes(normalize(inRepository === undefined ? join(chart, name) : join(root, inRepository)))
}
