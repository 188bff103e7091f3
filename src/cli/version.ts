import manifest from '../../package.json' with { type: 'json' }

/** The version of the package, written once, in package.json. */
export const version: string = manifest.version
