import type { ImageFacts } from './image-facts.ts'

/** What a row says of its images; absent fields are unknown. */
export type CatalogueFacts = Omit<ImageFacts, 'from'>

/** One row of the catalogue. Rows of one repository are tried in order; the one without a tag comes last. */
export interface CatalogueRow {
  /** Normalised repositories; one that ends in `/*` stands for all below it. */
  readonly repositories: readonly string[]
  readonly tag?: RegExp
  /** Undefined: the images differ so much that nothing is known. */
  readonly facts: CatalogueFacts | undefined
  /** The repository that builds the images, and the file in it where that is not the Dockerfile. */
  readonly source: string
}
