import { parse } from 'yaml'
import type { PodView } from '../../src/workload/pod.ts'
import { podOf } from './pods.ts'

const pods = new Map<string, PodView>()

/** The pod of a manifest that holds nothing else. Few fixtures differ in content, so each is read once. */
export function readPod(text: string): PodView {
  const known = pods.get(text)
  if (known !== undefined) return known
  const pod = read(text)
  pods.set(text, pod)
  return pod
}

function read(text: string): PodView {
  const { metadata, spec } = parse(text)
  return podOf({ spec, annotations: metadata?.annotations })
}
