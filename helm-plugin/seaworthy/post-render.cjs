// `helm plugin install` links to this folder, and Node follows the link before it looks for what a file requires: so the
// program is found from here, where a path in plugin.yaml would lead out of Helm's own folder.
const { existsSync } = require('node:fs')
const { join } = require('node:path')

// A packed plugin (`npm run plugin`) holds the program; in the npm package it is beside the plugins, once.
const places = [join(__dirname, 'dist/cli.cjs'), join(__dirname, '../../dist/cli.cjs')]
const program = places.find(file => existsSync(file))
if (program !== undefined) require(program)
// `helm plugin package` takes this folder alone. Helm discards what a plugin says when it fails, and prints a document that is no map.
else
  process.stdout.write(
    `|2-\n  seaworthy: ${places[1]}: no such file; the plugin needs the package around it\n  (helm plugin install <package>/helm-plugin/seaworthy, or HELM_PLUGINS=<package>/helm-plugin)\n`,
  )
