import { join } from 'node:path'
import { InputError } from '../../error.ts'
import { helmfileArguments } from '../../fleet/helmfile.ts'
import type { Release, ReleaseInput } from '../../fleet/release.ts'
import { helmMajor } from '../../helm/template.ts'
import { visible } from '../../manifest/text/visible.ts'
import type { SourceText } from '../../run/source.ts'
import type { Settings } from '../../workload/settings/settings.ts'
import { everyFile, filesBelow } from '../files/folder.ts'
import { readInputs, readPiped } from '../input.ts'
import type { Arguments } from '../options/arguments.ts'
import { type Rendering, renderingOf } from '../options/rendering.ts'
import type { Io } from '../process/io.ts'
import { renderAgain, tellsTime } from '../render-again.ts'
import { renderChart } from '../render-folder.ts'
import { helmCommand, helmVersion } from '../run-helm.ts'
import { runHelmfile } from './fleet-of-helmfile.ts'
import { digestOfFile, digestOfParts } from './store.ts'

/** The manifests of a release, before they are read. */
export interface ReleaseSource {
  /** What they are made from: equal inputs give equal manifests. */
  readonly inputs: readonly string[]
  readonly read: () => Promise<readonly SourceText[]>
  /** Made once more, where that may come to something else. */
  readonly again?: () => Promise<readonly SourceText[]>
}

type Source = (release: Release, args: Arguments, settings: Settings) => Promise<ReleaseSource>

/** Finds the source of a release. A chart that many releases share is read once. */
export function releaseSource(io: Io): Source {
  const digest = onceOfEach(chart => digestOfChart(chart, io))
  const timed = onceOfEach(chart => tellsTime(chart, io))
  let helm: Promise<string> | undefined
  return (release, args, settings) => {
    const { input } = release
    if (input.kind === 'stream') return streamSource(input.stream, io)
    if (input.kind !== 'chart') return builtSource(input, io)
    helm ??= helmVersion(io)
    return chartSource(release, input, { args, settings, version: helm, digest, timed }, io)
  }
}

/** What is asked of a chart, asked once of each. */
type OfChart<Answer> = (chart: string) => Promise<Answer>

function onceOfEach<Answer>(ask: OfChart<Answer>): OfChart<Answer> {
  const answers = new Map<string, Promise<Answer>>()
  return chart => {
    const answer = answers.get(chart) ?? ask(chart)
    answers.set(chart, answer)
    return answer
  }
}

async function streamSource(stream: string, io: Io): Promise<ReleaseSource> {
  // It would be waited for without end, and by whoever interrupts it, too.
  if ((await io.kindOf(stream)) === 'special')
    throw new InputError('UNREADABLE', `${visible(stream)}: cannot be read (it is a pipe or a device, expected a file)`)
  const text = await readPiped(stream, io)
  return { inputs: ['stream', stream, digestOfParts([text])], read: async () => [{ file: stream, text }] }
}

interface ChartContext {
  readonly args: Arguments
  readonly settings: Settings
  readonly version: Promise<string>
  readonly digest: OfChart<string>
  /** Whether what it renders to tells the time. */
  readonly timed: OfChart<boolean>
}

async function chartSource(
  { namespace }: Release,
  { chart, values, inline, sets, setStrings, release, helm }: Extract<ReleaseInput, { readonly kind: 'chart' }>,
  { args, settings, version, digest, timed }: ChartContext,
  io: Io,
): Promise<ReleaseSource> {
  const found = await version
  refuseHelm(found, helm, io)
  const common = renderingOf(args, settings)
  const rendering = { ...common, values, sets, setStrings, release }
  const files: string[] = []
  for (const file of values) files.push(file, await digestOfFile(file, io))
  const file = `${chart.replace(/\/$/, '')}/`
  const read = async () => [{ file, text: await renderWith(inline, chart, rendering, io) }]
  return {
    inputs: ['chart', chart, await digest(chart), found, JSON.stringify({ rendering, namespace, inline }), ...files],
    read,
    again: () => renderAgain(timed(chart), read),
  }
}

/** Values that are in no file are the last of the files for as long as Helm reads them. */
function renderWith(inline: string | undefined, chart: string, rendering: Rendering, io: Io): Promise<string> {
  if (inline === undefined) return renderChart(chart, rendering, io)
  return io.inTemporaryFolder(async folder => {
    const file = join(folder, 'values.yaml')
    await io.writeFile(file, inline)
    return renderChart(chart, { ...rendering, values: [...rendering.values, file] }, io)
  })
}

type Built = Exclude<ReleaseInput, { readonly kind: 'chart' | 'stream' }>

/** What a kustomization or a helmfile reads nobody tells beforehand: it is made, and known by what it came to. */
async function builtSource(input: Built, io: Io): Promise<ReleaseSource> {
  const texts = await builtTexts(input, io)
  return {
    inputs: [input.kind, ...texts.flatMap(({ file, text }) => [file, digestOfParts([text])])],
    read: async () => texts,
  }
}

async function builtTexts(input: Built, io: Io): Promise<readonly SourceText[]> {
  switch (input.kind) {
    case 'kustomization':
    case 'manifests':
      return readInputs([input.folder], { quiet: true, exclusions: [], rendering: noRendering }, io)
    case 'helmfile': {
      const { file, release } = input
      const { stdout } = await runHelmfile(file, helmfileArguments(file, input), io)
      return [{ file: `${file}/${release}/`, text: stdout }]
    }
  }
}

const noRendering: Rendering = { values: [], sets: [], setStrings: [] }

/** The majors differ in order and hooks, so a release may want one of them. */
function refuseHelm(version: string, wanted: 3 | 4 | undefined, io: Io): void {
  const command = helmCommand(io)
  if (version === '')
    throw new InputError('UNREADABLE', `a chart is rendered by Helm, and there is no ${command} on PATH`)
  if (wanted !== undefined && helmMajor(version) !== wanted)
    throw new InputError('BAD_INPUT', `it needs Helm ${wanted}, and ${command} is ${version}`)
}

/** All files of a chart: templates may read any of them. */
async function digestOfChart(chart: string, io: Io): Promise<string> {
  const kind = await io.kindOf(chart)
  if (kind === 'file') return digestOfFile(chart, io)
  if (kind !== 'folder')
    throw new InputError(
      'UNREADABLE',
      `${visible(chart)}: there is no such chart; a fleet renders what lies on this machine (\`helm pull\` brings it here)`,
    )
  const parts: string[] = []
  for (const { path } of (await filesBelow(chart, everyFile, io)).files) parts.push(path, await digestOfFile(path, io))
  return digestOfParts(parts)
}
