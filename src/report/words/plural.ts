/** `1 workload`, `2 workloads`, `2 StorageClasses`. */
export function plural(count: number, noun: string): string {
  const ending = noun.endsWith('ss') ? 'es' : 's'
  return `${count} ${noun}${count === 1 ? '' : ending}`
}

/** ` (and 2 further objects)`, behind the first of several. */
export function andMore(further: number): string {
  return further === 0 ? '' : ` (and ${plural(further, 'further object')})`
}
