import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** What publint says of the installed package, its suggestions included. */
export async function publintProblems(folder: string): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pkgDir: folder, pack: false, strict: true, level: 'suggestion' })
  return messages.map(message => formatMessage(message, pkg, { color: false }) ?? message.code)
}

/** What "are the types wrong" says of the tarball, in every mode of resolution that a compiler has or had. */
export async function typeProblems(tarball: string): Promise<readonly string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))))
  return analysis.types === false
    ? ['the package has no types']
    : analysis.problems.map(problem => JSON.stringify(problem))
}
