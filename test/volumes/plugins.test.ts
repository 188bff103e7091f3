import * as assert from 'uvu/assert'
import { sourcesOf } from '../../src/knowledge/storage/plugins.ts'
import { table } from '../table.ts'

/** The sources of core/v1 VolumeSource and PersistentVolumeSource that the kubelet mounts with a plugin of its own. */
const plugins = [
  ...['emptyDir', 'hostPath', 'local', 'nfs', 'csi', 'iscsi', 'fc', 'flexVolume', 'gitRepo', 'image'],
  ...['configMap', 'secret', 'downwardAPI', 'projected'],
]

table('a volume of the plugin', Object.fromEntries(plugins.map(plugin => [plugin, plugin])), plugin =>
  assert.equal(sourcesOf({ name: 'a', [plugin]: { a: 'b' } }), [{ kind: 'plugin', plugin, spec: { a: 'b' } }]),
)

table<{ volume: Parameters<typeof sourcesOf>[0]; want: readonly string[] }>(
  'the sources of a volume',
  {
    none: { volume: { name: 'a' }, want: [] },
    'one that is null': { volume: { name: 'a', hostPath: null }, want: [] },
    'a field that is no source': { volume: { name: 'a', constructor: {} }, want: [] },
    'several, in the order of the table': { volume: { hostPath: {}, emptyDir: {} }, want: ['emptyDir', 'hostPath'] },
  },
  ({ volume, want }) =>
    assert.equal(
      sourcesOf(volume).map(source => ('plugin' in source ? source.plugin : source.kind)),
      want,
    ),
)
