/**
 * Write the version of package.json into the other files that have to state it: `npx tsx scripts/versions.ts`.
 * `test/release.test.ts` fails while one of them says another.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import manifest from '../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '..')

/** The version at the left margin is the file's own; an indented one is that of a chart it depends on, ours as well. */
const line = /^( *version: ).+$/gm

/** The version that a way in installs, where its user names none. */
const installed =
  /^( *(?:default|SEAWORTHY_VERSION): |RUN npm install .* seaworthy@| *image: .*\/argocd-seaworthy:| *- uses: OWNER\/seaworthy@v| *additional_dependencies: \[seaworthy@)\d+\.\d+\.\d+/gm

const files = [
  'helm-plugin/seaworthy/plugin.yaml',
  'helm-plugin/helm3/seaworthy/plugin.yaml',
  'charts/seaworthy-lib/Chart.yaml',
  'charts/agent/Chart.yaml',
]

const waysIn = [
  'action.yml',
  'integrations/gitlab/seaworthy.gitlab-ci.yml',
  'integrations/argocd/Dockerfile',
  'integrations/argocd/sidecar.yaml',
  'docs/ci.md',
]

/** Each file that states the version, as it should read. */
export function versionedFiles(): Readonly<Record<string, string>> {
  const stated = (names: readonly string[], pattern: RegExp) =>
    names.map(file => [file, readFileSync(resolve(root, file), 'utf8').replaceAll(pattern, `$1${manifest.version}`)])
  return Object.fromEntries([...stated(files, line), ...stated(waysIn, installed)])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of Object.entries(versionedFiles())) writeFileSync(resolve(root, file), text)
}
