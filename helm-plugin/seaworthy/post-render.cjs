// `helm plugin install` links to this folder, and Node follows the link before it looks for what a file requires: so the
// program is found from here, where a path in plugin.yaml would lead out of Helm's own folder.
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const program = join(__dirname, '../../dist/cli.cjs')
if (existsSync(program)) require(program)
// `helm plugin package` takes this folder alone. Helm discards what a plugin says when it fails, and prints a document that is no map.
else
  process.stdout.write(
    `|2-\n  seaworthy: ${program}: no such file; the plugin needs the package around it\n  (helm plugin install <package>/helm-plugin/seaworthy, or HELM_PLUGINS=<package>/helm-plugin)\n`,
  )
