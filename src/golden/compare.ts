/** Files by path: what lies under `golden/`, or what a run produced. */
export type FileTree = ReadonlyMap<string, string>

/** One file that is not as it should be. */
export type Difference =
  /** The run produced it, and there is no golden file. */
  | { readonly kind: 'missing'; readonly path: string; readonly got: string }
  /** Nothing produced it. */
  | { readonly kind: 'orphan'; readonly path: string; readonly want: string }
  | { readonly kind: 'different'; readonly path: string; readonly want: string; readonly got: string }

/** What counts: every byte, or what Kubernetes reads of it, whatever the order and the layout. */
export type Comparison = 'bytes' | 'objects'

/**
 * Compare byte for byte, in path order. A golden file that nothing produces is a difference too: otherwise deleting a
 * template would leave its golden file green forever.
 */
export function compare(want: FileTree, got: FileTree): Difference[] {
  const paths = [...new Set([...want.keys(), ...got.keys()])].toSorted()
  return paths.flatMap(path => differenceOf(path, want.get(path), got.get(path)) ?? [])
}

function differenceOf(path: string, want: string | undefined, got: string | undefined): Difference | undefined {
  if (got === undefined) return want === undefined ? undefined : { kind: 'orphan', path, want }
  if (want === undefined) return { kind: 'missing', path, got }
  return want === got ? undefined : { kind: 'different', path, want, got }
}

/** The files of the golden folders that no case names, sorted. A case that was skipped still owns its file. */
export function orphans(files: readonly string[], cases: readonly { readonly file: string }[]): string[] {
  const owned = new Set(cases.map(({ file }) => file))
  return files.filter(file => !owned.has(file)).toSorted()
}
