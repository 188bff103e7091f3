import { jsonLine } from '../manifest/text/json.ts'
import { isList, isMap, mapAt, textAt, type Value, type ValueMap } from '../manifest/value.ts'

/** A source of an Application of Argo CD that makes manifests. */
export interface ApplicationSource {
  readonly application: string
  readonly namespace?: string
  /** In the repository; that of a chart elsewhere is where it comes from. */
  readonly path: string
  readonly helm: ApplicationHelm
}

/** What an Application says of a chart. */
export interface ApplicationHelm {
  readonly release?: string
  /** As they are written: from the chart, from the root of the repository, or from that of another source (`$ref/…`). */
  readonly valueFiles: readonly string[]
  readonly ignoreMissing: boolean
  readonly inline?: string
  readonly sets: readonly string[]
  readonly setStrings: readonly string[]
}

/** Whether an object is an Application of Argo CD. */
export function isApplication(value: Value): value is ValueMap {
  return isMap(value) && value.kind === 'Application' && /^argoproj\.io\//.test(textAt(value, 'apiVersion') ?? '')
}

/** The sources of an Application (`pkg/apis/application/v1alpha1/types.go`); one that other sources refer to makes nothing. */
export function applicationSources(application: ValueMap): readonly ApplicationSource[] {
  const spec = mapAt(application, 'spec')
  const name = textAt(mapAt(application, 'metadata'), 'name') ?? ''
  const namespace = textAt(mapAt(spec, 'destination'), 'namespace')
  const several = isList(spec?.sources) ? spec.sources : [spec?.source]
  return several.filter(isMap).flatMap(source => {
    const path = pathOf(source)
    if (path === undefined) return []
    return [{ application: name, ...(namespace !== undefined && { namespace }), path, helm: helmOf(source) }]
  })
}

function pathOf(source: ValueMap): string | undefined {
  const chart = textAt(source, 'chart')
  if (chart !== undefined) return `${textAt(source, 'repoURL') ?? ''}/${chart}`
  return textAt(source, 'path') ?? (source.ref === undefined ? '.' : undefined)
}

/** Argo CD lays values over those of files, and parameters over both (`util/helm/cmd.go`). */
function helmOf(source: ValueMap): ApplicationHelm {
  const helm = mapAt(source, 'helm')
  const release = textAt(helm, 'releaseName')
  const inline = isMap(helm?.valuesObject) ? jsonLine(helm.valuesObject) : textAt(helm, 'values')
  const parameters = (isList(helm?.parameters) ? helm.parameters : []).filter(isMap)
  const texts = (form: boolean) =>
    parameters.filter(({ forceString }) => (forceString === true) === form).map(parameterText)
  return {
    ...(release !== undefined && { release }),
    valueFiles: (isList(helm?.valueFiles) ? helm.valueFiles : []).filter(file => typeof file === 'string'),
    ignoreMissing: helm?.ignoreMissingValueFiles === true,
    ...(inline !== undefined && { inline }),
    sets: texts(false),
    setStrings: texts(true),
  }
}

/** As Argo CD passes it: a comma that is not escaped would begin the next one (`cleanSetParameters`). */
function parameterText(parameter: ValueMap): string {
  const value = String(parameter.value ?? '')
  const isListOfHelm = value.startsWith('{') && value.endsWith('}')
  return `${textAt(parameter, 'name') ?? ''}=${isListOfHelm ? value : value.replaceAll(/(?<!\\),/g, '\\,')}`
}
