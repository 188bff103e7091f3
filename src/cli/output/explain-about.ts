import { compact } from '../../manifest/compact.ts'
import type { ExplainAbout } from '../../report/explain/formats.ts'
import { everyFile, filesBelow } from '../files/folder.ts'
import type { InputText } from '../input.ts'
import type { Io } from '../process/io.ts'
import type { Loaded } from '../settings.ts'
import { version } from '../version.ts'

/** What an explanation was made of, for a page that is kept. */
export async function aboutInputs(
  texts: readonly InputText[],
  { files }: Pick<Loaded, 'files'>,
  io: Io,
): Promise<ExplainAbout> {
  const inputs = texts.map(({ file }) => (file === '-' ? 'standard input' : file))
  const times = await Promise.all(texts.map(text => changedAt(text, io)))
  const newest = Math.max(0, ...times)
  return {
    version,
    inputs,
    ...compact({ changed: newest === 0 ? undefined : new Date(newest).toISOString() }),
    ...files,
  }
}

/** When a text was changed, or anything in the folder that it was rendered from; 0 for a pipe. */
async function changedAt({ file, source }: InputText, io: Io): Promise<number> {
  if (file === '-') return 0
  if (source === undefined) return io.changedAt(file)
  const { files } = await filesBelow(file, everyFile, io)
  return Math.max(0, ...(await Promise.all(files.map(({ path }) => io.changedAt(path)))))
}
