import { readDocument } from '../manifest/document.ts'
import { formatPath } from '../manifest/path.ts'
import { splitStream } from '../manifest/stream.ts'
import { jsonLine } from '../manifest/text/json.ts'
import { visible } from '../manifest/text/visible.ts'
import type { Value } from '../manifest/value.ts'
import { type ObjectRef, type ObjectView, objectsOf } from '../workload/object/object.ts'
import { type ValueDifference, valueDifferences } from './value-difference.ts'

/** A field of an object that differs; with an empty path the whole object, which then stands on one side only. */
export interface FieldDifference extends ValueDifference {
  readonly object: ObjectRef
}

/** What differs between two streams in the eyes of Kubernetes. */
export interface StreamDifference {
  readonly fields: readonly FieldDifference[]
  /** A differing document of either side is not readable as YAML, so that `fields` does not tell everything. */
  readonly unreadable: boolean
}

/** Compare object by object. */
export function streamDifference(want: string, got: string): StreamDifference {
  const [before, after] = readApart(want, got)
  const fields = objectDifferences(numbered(before.objects), numbered(after.objects))
  return { fields, unreadable: before.broken || after.broken }
}

/** The documents of two streams whose text stands on one side alone. The others are not even parsed. */
export function readApart(want: string, got: string): readonly [Reading, Reading] {
  const [wanted, found] = [documentTexts(want), documentTexts(got)]
  return [readAll(without(wanted, found)), readAll(without(found, wanted))]
}

function documentTexts(text: string): string[] {
  return splitStream(text).documents.map(({ start, end }) => text.slice(start, end))
}

/** `texts` less those of `others`, each of which takes away one. */
function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1)
  return texts.filter(text => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}

/** The objects of some documents, and whether one of those is not readable as YAML. */
export interface Reading {
  readonly objects: readonly ObjectView[]
  readonly broken: boolean
}

function readAll(texts: readonly string[]): Reading {
  const documents = texts.flatMap(text => {
    const stream = splitStream(text)
    return stream.documents.map(span => ({ stream, document: readDocument(stream, span) }))
  })
  const objects = documents.flatMap(({ stream, document }) => objectsOf(stream, document))
  return { objects, broken: documents.some(({ document }) => document.problems.length > 0) }
}

/** Objects by name; a second one of the same name is told apart by its number. */
function numbered(objects: readonly ObjectView[]): ObjectsByName {
  const counts = new Map<string, number>()
  const entries = objects.map((object): [string, ObjectView] => {
    const { apiVersion, kind, namespace, name } = object.ref
    const key = JSON.stringify([apiVersion, kind, namespace, name])
    const number = counts.get(key) ?? 0
    counts.set(key, number + 1)
    return [`${key}${number}`, object]
  })
  return new Map(entries)
}

type ObjectsByName = ReadonlyMap<string, ObjectView>

function objectDifferences(want: ObjectsByName, got: ObjectsByName): FieldDifference[] {
  const keys = [...new Set([...want.keys(), ...got.keys()])]
  return keys.flatMap(key => {
    const [before, after] = [want.get(key), got.get(key)]
    if (before === undefined || after === undefined) return onOneSide(before, after)
    return valueDifferences(before.value, after.value).map(difference => ({ object: before.ref, ...difference }))
  })
}

function onOneSide(want: ObjectView | undefined, got: ObjectView | undefined): FieldDifference[] {
  if (want !== undefined) return [{ object: want.ref, path: [], want: want.value }]
  return got === undefined ? [] : [{ object: got.ref, path: [], got: got.value }]
}

/** `Deployment/web spec.replicas: 1 → 2`. What a side lacks is `(absent)`. */
export function fieldText({ object, path, want, got }: FieldDifference): string {
  const name = visible(`${object.kind}/${object.name}`)
  if (path.length === 0) return `${name}: ${want === undefined ? 'not in the golden file' : 'only in the golden file'}`
  return `${name} ${visible(formatPath(path))}: ${sideText(want)} → ${sideText(got)}`
}

/** Values are shown up to this many characters: an added container is a page of JSON. */
const longestValue = 80

function sideText(value: Value | undefined): string {
  if (value === undefined) return '(absent)'
  const text = visible(jsonLine(value))
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}
