import { readDocument } from '../../manifest/document.ts'
import { splitStream } from '../../manifest/stream.ts'
import { isMap, listAt, mapAt, textAt, type ValueMap } from '../../manifest/value.ts'
import { mergeValues } from '../../render/values/merge.ts'

/** Files of a chart by their path in it; those of archives in `charts/` lie there as if they were unpacked. */
export type ChartFiles = ReadonlyMap<string, string>

/** Where a value lies: `['controller', 'securityContext']`. */
export type ValuePath = readonly string[]

/** What a chart can be told, its subcharts below their names, as Helm has it (helm.sh/docs/chart_template_guide/subcharts_and_globals). */
export interface ChartValues {
  /** The defaults. */
  readonly tree: ValueMap
  /** What schemas describe, defaults or not. */
  readonly described: readonly ValuePath[]
  /** What templates read by name, documented or not. */
  readonly read: readonly ValuePath[]
  /** Names that templates reach into: a key that is not among them is read by none by its name. */
  readonly words: ReadonlySet<string>
}

/** What a chart and its subcharts can be told, from their files alone. */
export function chartValues(files: ChartFiles): ChartValues {
  return chartIn(files, '')
}

function chartIn(files: ChartFiles, folder: string): ChartValues {
  const templates = [...files].filter(([path]) => path.startsWith(`${folder}templates/`)).map(([, text]) => text)
  const own: ChartValues = {
    tree: valuesIn(files.get(`${folder}values.yaml`)),
    described: describedIn(valuesIn(files.get(`${folder}values.schema.json`)), []),
    read: templates.flatMap(pathsIn),
    words: new Set(templates.flatMap(reachedIn)),
  }
  const metadata = valuesIn(files.get(`${folder}Chart.yaml`))
  return subchartsIn(files, folder).reduce((all, name) => withSubchart(all, metadata, files, name), own)
}

/** Folders of the charts in `charts/`. */
function subchartsIn(files: ChartFiles, folder: string): readonly string[] {
  const inside = [...files.keys()].filter(path => path.startsWith(`${folder}charts/`))
  const names = inside.map(path => path.slice(`${folder}charts/`.length).split('/'))
  const charts = names.flatMap(([name, file, ...rest]) => (file === 'Chart.yaml' && rest.length === 0 ? [name] : []))
  return [...new Set(charts)].map(name => `${folder}charts/${name}/`)
}

/** Defaults of the parent win over those of the subchart. A library chart has no values: its templates read the parent's. */
function withSubchart(all: ChartValues, parent: ValueMap, files: ChartFiles, folder: string): ChartValues {
  const sub = chartIn(files, folder)
  const metadata = valuesIn(files.get(`${folder}Chart.yaml`))
  const words = new Set([...all.words, ...sub.words])
  if (textAt(metadata, 'type') === 'library') return { ...all, words, read: [...all.read, ...sub.read] }
  const names = namesOf(textAt(metadata, 'name') ?? '', parent)
  const below = (paths: readonly ValuePath[]) =>
    names.flatMap(name => paths.map(path => (path[0] === 'global' ? path : [name, ...path])))
  return {
    tree: names.reduce((tree, name) => mergeValues({ [name]: sub.tree }, tree), all.tree),
    described: [...all.described, ...below(sub.described)],
    read: [...all.read, ...below(sub.read)],
    words,
  }
}

/** The names that a parent knows a subchart by: it may be there several times, each time by an alias. */
function namesOf(name: string, parent: ValueMap): readonly string[] {
  const entries = listAt(parent, 'dependencies').filter(entry => textAt(entry, 'name') === name)
  const aliases = entries.map(entry => textAt(entry, 'alias') ?? name)
  return aliases.length === 0 ? [name] : [...new Set(aliases)]
}

/** The map that a file holds. One that cannot be read says nothing; Helm is the one to complain. */
export function valuesIn(text: string | undefined): ValueMap {
  if (text === undefined) return {}
  const stream = splitStream(text)
  const [first] = stream.documents.map(span => readDocument(stream, span)).filter(({ value }) => isMap(value))
  return isMap(first?.value) ? first.value : {}
}

/** `.Values.controller.securityContext.runAsUser`, also behind `$`. */
function pathsIn(template: string): readonly ValuePath[] {
  return [...template.matchAll(/\.Values((?:\.[A-Za-z_]\w*)+)/g)].map(([, path = '']) => path.slice(1).split('.'))
}

/** `.securityContext` below `with` or `range`, and the texts that `index`, `get` and `pluck` take. */
function reachedIn(template: string): readonly string[] {
  return [...template.matchAll(/\.([A-Za-z_]\w*)|"([\w-]+)"/g)].flatMap(([, field, text]) => field ?? text ?? [])
}

/** As deep as schemas of charts go, and no deeper: one may describe itself. */
const deepest = 8

function describedIn(schema: ValueMap, path: ValuePath): readonly ValuePath[] {
  if (path.length === deepest) return []
  return Object.entries(mapAt(schema, 'properties') ?? {}).flatMap(([key, below]) => [
    [...path, key],
    ...(isMap(below) ? describedIn(below, [...path, key]) : []),
  ])
}
