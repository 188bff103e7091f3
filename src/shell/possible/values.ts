import type { Variables } from '../words.ts'

const assignments = [
  /(?<!\w)([A-Za-z_]\w{0,99})=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s;&|()<>"'`]*)/g,
  // `${S:-sudo}`, and `${S:=sudo}`, which assigns it.
  /\$\{(\w+):?[-=]([^}]{0,200})\}/g,
]
const loop = /\bfor\s+(\w+)\s+in\s([^;\n]*)/g

/**
 * Values that the variables of a script may have, as worlds of one value each. A variable that is given several, one
 * after the other or in a loop, has each of them in some world.
 */
export function worldsOf(script: string, known: Variables): readonly Variables[] {
  const values = new Map(Object.entries(known).map(([name, value]) => [name, new Set([value])]))
  const add = (name: string, value: string) => values.set(name, (values.get(name) ?? new Set()).add(value))
  for (const pattern of assignments)
    for (const [, name = '', value = ''] of script.matchAll(pattern)) add(name, textOf(value))
  for (const [, name = '', words = ''] of script.matchAll(loop))
    for (const word of words.split(/\s+/)) add(name, textOf(word))
  const lists = [...values].map(([name, set]) => [name, [...set]] as const)
  const worlds = Math.min(most, Math.max(1, ...lists.map(([, list]) => list.length)))
  return Array.from({ length: worlds }, (_, world) =>
    Object.fromEntries(lists.map(([name, list]) => [name, list[Math.min(world, list.length - 1)] ?? ''])),
  )
}

/** Loops over more words than this are over files and hosts. */
const most = 16

function textOf(raw: string): string {
  return raw.replace(/^(["'])(.*)\1$/s, '$2')
}
