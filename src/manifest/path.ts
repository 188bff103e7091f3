/** Where a field is: map keys and sequence indexes from the root of a document. */
export type FieldPath = readonly (string | number)[]

/** Whether a path leads to a place, or below it. */
export function isWithin(path: FieldPath, place: FieldPath): boolean {
  return place.every((step, index) => path[index] === step)
}

/** Render a path the way the Pod Security Standards write one: `spec.containers[0].image`. */
export function formatPath(path: FieldPath): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${JSON.stringify(step)}]`
  }
  return text
}
