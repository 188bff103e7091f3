import { basename, join, resolve } from 'node:path'
import { InputError } from '../error.ts'
import { kustomizationNames, kustomizeCommands } from '../helm/kustomize.ts'
import { missingDependencies, releaseNameOf } from '../helm/template.ts'
import { wantedNetwork, withoutNetwork } from '../helm/without-network.ts'
import { visible } from '../manifest/text/visible.ts'
import { filesBelow } from './files/folder.ts'
import type { Rendering } from './options/rendering.ts'
import type { Io, ProgramResult } from './process/io.ts'
import { helmCommand, helmTemplate } from './run-helm.ts'

/** What a folder is made of that holds no manifests but what they are made from. */
export type FolderSource = 'chart' | 'kustomization'

/** What a folder is rendered from, if it is. */
export async function sourceOfFolder(folder: string, io: Io): Promise<FolderSource | undefined> {
  const has = async (name: string) => (await io.kindOf(join(folder, name))) === 'file'
  if (await has('Chart.yaml')) return 'chart'
  for (const name of kustomizationNames) if (await has(name)) return 'kustomization'
  return undefined
}

/** The manifests of a folder, as Helm or kustomize makes them. */
export async function renderFolder(
  folder: string,
  source: FolderSource,
  rendering: Rendering,
  io: Io,
): Promise<string> {
  await rememberInputs(folder, rendering, io)
  return source === 'chart' ? renderChart(folder, rendering, io) : buildKustomization(folder, io)
}

/** Read ourselves what the other program reads: no report may be written over it. */
export async function rememberInputs(folder: string, { values }: Rendering, io: Io): Promise<void> {
  for (const file of [...(await filesOf(folder, io)), ...values]) await io.readFile(file)
}

/** Those of a folder, or the archive itself. */
async function filesOf(folder: string, io: Io): Promise<readonly string[]> {
  if ((await io.kindOf(folder)) === 'file') return [folder]
  const query = {
    wants: (path: string) => /\.(ya?ml|json|tpl|txt)$/i.test(path),
    isExcluded: () => false,
    whyNot: ({ name }: { readonly name: string }) => (name.startsWith('.') || name === 'node_modules' ? '' : undefined),
  }
  const { files } = await filesBelow(folder, query, io)
  return files.map(({ path }) => path)
}

/** The manifests of a chart, which may also be an archive. What Helm says when it fails is thrown. */
export async function renderChart(folder: string, rendering: Rendering, io: Io): Promise<string> {
  const chart = resolve(io.cwd(), folder)
  const values = rendering.values.map(file => resolve(io.cwd(), file))
  const release = rendering.release ?? releaseNameOf(basename(chart))
  const ended = await helmTemplate({ ...rendering, values, release, chart }, io)
  const name = visible(folder)
  if (ended === undefined)
    throw new InputError(
      'UNREADABLE',
      `${name}: a chart is rendered by Helm, and there is no ${helmCommand(io)} on PATH; install it, or pipe \`helm template\` in`,
    )
  if (ended.status === 0) return ended.stdout
  const missing = missingDependencies(ended.stderr)
  if (missing === undefined) throw failure(name, helmCommand(io), ended)
  throw new InputError(
    'BAD_TEMPLATE',
    `${name}: the chart's dependencies are not in charts/ (${missing}); run \`helm dependency build ${name}\` first`,
  )
}

async function buildKustomization(folder: string, io: Io): Promise<string> {
  const name = visible(folder)
  for (const { command, before } of kustomizeCommands) {
    const ended = await io.run(command, [...before, '--', resolve(io.cwd(), folder)], { env: withoutNetwork })
    if (ended === undefined) continue
    if (ended.status === 0) return ended.stdout
    throw wantedNetwork(ended.stderr) ? elsewhere(name) : failure(name, command, ended)
  }
  throw new InputError(
    'UNREADABLE',
    `${name}: a kustomization is built by kustomize, and there is no kustomize or kubectl on PATH; install one, or pipe \`kustomize build\` in`,
  )
}

function elsewhere(name: string): InputError {
  return new InputError(
    'BAD_INPUT',
    `${name}: the kustomization names what lies elsewhere, and nothing that judges opens a connection; pipe \`kustomize build ${name}\` in`,
  )
}

function failure(name: string, command: string, { stderr }: ProgramResult): InputError {
  // Of Helm's own command line, which nobody typed.
  const said = stderr.replace('\nUse --debug flag to render out invalid YAML\n', '').trim()
  return new InputError('BAD_TEMPLATE', `${name}: ${command} cannot render it:\n${said}`)
}

/** `fix` changes files, and none of a chart or a kustomization is what is rendered. */
export function refuseRendered(folder: string, source: FolderSource): InputError {
  const name = visible(folder)
  return new InputError(
    'USAGE',
    source === 'chart'
      ? `${name}: a chart's manifests are in no file; pipe them in, \`helm template NAME ${name} | seaworthy fix\`, or let Helm call seaworthy by --post-renderer`
      : `${name}: a kustomization's manifests are in no file; pipe them in, \`kustomize build ${name} | seaworthy fix\``,
  )
}
