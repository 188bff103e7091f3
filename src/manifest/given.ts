/** The entries that hold something. A key that is `undefined` would override in a spread, and shows in a comparison. */
export function given<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape
}
