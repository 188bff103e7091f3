// `helm plugin install` links to this folder, and Node follows the link before it looks for what a file requires: so the
// program is found from here, where a path in plugin.yaml would lead out of Helm's own folder.
require('../../dist/cli.cjs')
