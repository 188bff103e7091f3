// `helm plugin install` links to this folder, and Node resolves a link before it resolves an import: so the program is
// found here, where a path in plugin.yaml would lead out of Helm's own folder.
import '../../dist/cli.js'
