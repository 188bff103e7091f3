import { resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { installedPackage } from '../support/built.ts'
import { type Ended, ended } from '../support/process.ts'
import { toolFor } from '../support/tools.ts'

export type Major = 'helm3' | 'helm4'
export const majors: readonly Major[] = ['helm3', 'helm4']

/** A folder of `test/fixtures/charts`. */
export function chart(name: string): string {
  return resolve(import.meta.dirname, '../fixtures/charts', name)
}

export interface HelmCall {
  readonly major: Major
  /** What follows `helm template web`. */
  readonly args: readonly string[]
  /** What the post-renderer is given; undefined runs Helm without one. */
  readonly options?: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** The binary of a major, or undefined after saying that `test` is skipped. */
export function helmFor(test: string, major: Major): Promise<string | undefined> {
  return toolFor(test, major)
}

/** `helm template web …` through the program as a user installs it: an executable for Helm 3, a plugin for Helm 4. */
export async function helmTemplate(helm: string, { major, args, options, cwd, env }: HelmCall): Promise<Ended> {
  const installed = await installedPackage()
  const renderer = major === 'helm3' ? `${installed}/dist/cli.cjs` : 'seaworthy'
  const rendererArgs = (options ?? []).flatMap(option => ['--post-renderer-args', option])
  return ended({
    command: helm,
    args: [
      'template',
      'web',
      ...args,
      ...(options === undefined ? [] : ['--post-renderer', renderer, ...rendererArgs]),
    ],
    cwd,
    // Helm 3 would refuse to load a plugin of Helm 4.
    env: { ...(major === 'helm4' && { HELM_PLUGINS: `${installed}/helm-plugin` }), ...env },
  })
}

/** `Kind/name` of every object of a stream, with `+` before those whose containers may gain no privileges. */
export function inventory(stream: string): readonly string[] {
  return parseAllDocuments(stream).flatMap(document => {
    const object = document.toJS()
    if (object === null) return []
    const containers: readonly { securityContext?: { allowPrivilegeEscalation?: boolean } }[] =
      object.spec?.template?.spec?.containers ?? []
    const hardened = containers.some(({ securityContext }) => securityContext?.allowPrivilegeEscalation === false)
    return [`${hardened ? '+' : ''}${object.kind}/${object.metadata.name}`]
  })
}
