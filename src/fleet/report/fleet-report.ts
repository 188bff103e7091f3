import type { FormatName, FormatOptions } from '../../report/formats.ts'
import type { PlainReport } from '../../report/plain-report.ts'
import type { ReleaseRow } from '../record.ts'

/** Rows in the order of the fleet, and the report of each, which is read when it is asked for: ten thousand are a gigabyte. */
export interface FleetReport {
  readonly rows: readonly ReleaseRow[]
  readonly reportOf: (row: ReleaseRow) => Promise<PlainReport>
}

/** The report of a fleet as text, piece by piece. */
export type FleetFormatter = (fleet: FleetReport, options: FormatOptions) => AsyncIterable<string>

const loaders: Readonly<Record<FormatName, () => Promise<FleetFormatter>>> = {
  text: async () => (await import('./text.ts')).fleetText,
  json: async () => (await import('./json.ts')).fleetJson,
  sarif: async () => (await import('./sarif.ts')).fleetSarif,
  junit: async () => (await import('./junit.ts')).fleetJunit,
  github: async () => (await import('./github.ts')).fleetGithub,
  gitlab: async () => (await import('./gitlab.ts')).fleetGitlab,
}

/** The formatter of a name. */
export function loadFleetFormat(name: FormatName): Promise<FleetFormatter> {
  return loaders[name]()
}
