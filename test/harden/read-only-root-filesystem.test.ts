import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { after, changeLines, harden, leftOutLines, podOf, type Situation } from './hardened.ts'

interface Row extends Situation {
  /** The changes that the four fields do not make. */
  readonly want: readonly string[]
  readonly left?: readonly string[]
}

const asked = { harden: { readOnlyRootFilesystem: true } }
const writesTmp = { images: { 'registry.example.com/app': { user: { uid: 7 }, writablePaths: ['/tmp'] } } }
const readOnly = 'web.readOnlyRootFilesystem = true'

table<Row>(
  'readOnlyRootFilesystem',
  {
    'is not asked for': { ...writesTmp, want: [] },
    'takes a scratch volume for what the image writes': {
      ...asked,
      ...writesTmp,
      want: [
        readOnly,
        'volumes[0] + {"name":"scratch-web-tmp","emptyDir":{}}',
        'web.volumeMounts[0] + {"name":"scratch-web-tmp","mountPath":"/tmp"}',
      ],
    },
    'takes none where a volume is mounted there': {
      ...asked,
      ...writesTmp,
      web: 'image: registry.example.com/app, volumeMounts: [{ name: tmp, mountPath: /tmp/ }]',
      spec: 'volumes: [{ name: tmp, emptyDir: {} }]',
      want: [readOnly],
    },
    'takes one for each container: they do not share their files': {
      ...asked,
      ...writesTmp,
      beside: 'name: beside, image: registry.example.com/app',
      want: [
        readOnly,
        'volumes[0] + {"name":"scratch-web-tmp","emptyDir":{}}',
        'web.volumeMounts[0] + {"name":"scratch-web-tmp","mountPath":"/tmp"}',
        'beside.readOnlyRootFilesystem = true',
        'volumes[0] + {"name":"scratch-beside-tmp","emptyDir":{}}',
        'beside.volumeMounts[0] + {"name":"scratch-beside-tmp","mountPath":"/tmp"}',
      ],
    },
    'takes none for an image that writes nothing': {
      ...asked,
      images: { 'registry.example.com/app': { user: { uid: 7 }, writablePaths: [] } },
      want: [readOnly],
    },
    'is left out where nothing says what the image writes': {
      ...asked,
      own: 'runAsUser: 7',
      want: [],
      left: ['web readOnlyRootFilesystem: it is unknown which paths the image writes'],
    },
    'stays as the author wrote it': { ...asked, ...writesTmp, own: 'readOnlyRootFilesystem: false', want: [] },
  },
  ({ want, left = [], ...situation }) => {
    const pod = podOf(situation)
    const hardening = harden(pod, situation)
    const without = harden(pod, { ...situation, harden: {} })
    const four = new Set(changeLines(without))
    assert.equal(
      changeLines(hardening).filter(line => !four.has(line)),
      want,
    )
    assert.equal(
      leftOutLines(hardening).map((line, index) => line.slice(0, left[index]?.length)),
      left,
    )
    assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
  },
)
