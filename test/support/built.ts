import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundleInto } from '../../scripts/bundle.ts'

const root = resolve(import.meta.dirname, '../..')
const cache = join(root, '.cache')
const prefix = 'installed-'

let building: Promise<string> | undefined

/**
 * A folder as `npm install seaworthy` leaves it, as far as the command line and the Helm plugin go. It is built from the
 * sources as they are, once for each state of them, so that `npm test` needs no build before it and never runs a stale one.
 */
export function installedPackage(): Promise<string> {
  building ??= install()
  return building
}

async function install(): Promise<string> {
  const folder = join(cache, `${prefix}${stateOfSources()}`)
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  try {
    await bundleInto(join(partial, 'dist'))
    cpSync(join(root, 'package.json'), join(partial, 'package.json'))
    cpSync(join(root, 'helm-plugin'), join(partial, 'helm-plugin'), { recursive: true })
    removeOlder()
    renameSync(partial, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error // else another run was first
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

function stateOfSources(): string {
  const hash = createHash('sha256')
  for (const folder of ['src', 'helm-plugin']) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
    for (const file of files.toSorted()) hash.update(file).update(readFileSync(file))
  }
  for (const file of ['package.json', 'package-lock.json', 'scripts/bundle.ts'])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

/** A build of an hour ago serves nobody; a younger one may serve a run of the tests beside this one. */
function removeOlder(): void {
  const builds = readdirSync(cache).filter(name => name.startsWith(prefix))
  const hourAgo = Date.now() - 3_600_000
  for (const name of builds)
    if ((statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < hourAgo)
      rmSync(join(cache, name), { recursive: true, force: true })
}
