import { versionedFiles } from '../scripts/versions.ts'
import { isCurrent } from './support/generated.ts'
import { table } from './table.ts'

table('states the version of package.json', versionedFiles(), (want, file) => {
  isCurrent(file, want, 'versions.ts')
})
