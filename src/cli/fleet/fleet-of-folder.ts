import { basename, dirname, relative } from 'node:path'
import { isApplication } from '../../fleet/argo-cd.ts'
import { uniqueName } from '../../fleet/names.ts'
import type { Fleet, Release } from '../../fleet/release.ts'
import { releaseNameOf } from '../../helm/template.ts'
import { textAt } from '../../manifest/value.ts'
import { type FolderQuery, filesBelow } from '../files/folder.ts'
import { withSlashes } from '../files/slashes.ts'
import { readText } from '../input.ts'
import type { Io } from '../process/io.ts'
import { type ApplicationText, documentsOf, fleetOfApplications } from './fleet-of-applications.ts'

/** Neither what a chart brings along, nor what tools and packages keep. */
const wanted: FolderQuery = {
  wants: name => /\.ya?ml$/i.test(name),
  isExcluded: () => false,
  whyNot: ({ name }, beside) => {
    const inChart = beside.some(entry => entry.name === 'Chart.yaml')
    return name.startsWith('.') || name === 'node_modules' || inChart ? '' : undefined
  },
}

/** The Applications of a folder, else its charts; undefined where there are none. */
export async function fleetOfFolder(folder: string, io: Io): Promise<Fleet | undefined> {
  const files = (await filesBelow(folder, wanted, io)).files.map(({ path }) => path)
  const charts = files.filter(path => basename(path) === 'Chart.yaml')
  const texts: ApplicationText[] = []
  for (const file of files.filter(path => !charts.some(chart => dirname(chart) === dirname(path)))) {
    const text = await readText(file, io)
    if (text.includes('argoproj.io') && documentsOf({ file, text }).some(({ value }) => isApplication(value)))
      texts.push({ file, text })
  }
  if (texts.length > 0) return fleetOfApplications(texts, folder, io)
  return charts.length === 0 ? undefined : fleetOfCharts(folder, charts, io)
}

/** Each is named after its path. A library is rendered by nobody. */
async function fleetOfCharts(folder: string, charts: readonly string[], io: Io): Promise<Fleet> {
  const nameOf = uniqueName()
  const releases: Release[] = []
  for (const file of charts) {
    const chart = dirname(file)
    const value = documentsOf({ file, text: await readText(file, io) })[0]?.value
    if (typeof value === 'object' && value !== null && textAt(Object(value), 'type') === 'library') continue
    const path = withSlashes(relative(folder, chart))
    const name = nameOf(path === '' ? basename(chart) : path)
    const input = { kind: 'chart' as const, chart, values: [], sets: [], setStrings: [], release: releaseNameOf(name) }
    releases.push({ name, input, place: { file, position: { line: 1, column: 1 } } })
  }
  return { file: folder, releases }
}
