import * as assert from 'uvu/assert'
import { readRun } from '../../src/run/manifest-run.ts'
import { usedImages } from '../../src/run/used-images.ts'
import { defaultSettings } from '../../src/workload/settings/settings.ts'
import { table } from '../table.ts'

interface Row {
  readonly mounts: readonly object[]
  readonly want: readonly string[]
}

/** What is asked of the image `r.example/models:1`, which is the volume `models`. */
const rows: Readonly<Record<string, Row>> = {
  'an image that is a volume: its root': { mounts: [{ name: 'models', mountPath: '/m' }], want: ['/'] },
  'and what of it is mounted': {
    mounts: [
      { name: 'models', mountPath: '/m', subPath: './b//c/' },
      { name: 'models', mountPath: '/n', subPath: 'a' },
      { name: 'other', mountPath: '/o', subPath: 'x' },
    ],
    want: ['/', '/a', '/b/c'],
  },
  'no path that only the pod knows, or that leads out': {
    mounts: [
      { name: 'models', mountPath: '/m', subPathExpr: '$(POD)' },
      { name: 'models', mountPath: '/n', subPath: '../x' },
    ],
    want: ['/'],
  },
}

table('the images of pods', rows, ({ mounts, want }) => {
  const volumes = [
    { name: 'models', image: { reference: 'r.example/models:1' } },
    { name: 'other', emptyDir: {} },
  ]
  const spec = { containers: [{ name: 'c', image: 'r.example/app:1', volumeMounts: mounts }], volumes }
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })
  const used = usedImages(readRun([{ file: 'f', text }], defaultSettings).hardened())
  assert.equal(
    used.map(({ as }) => as),
    ['container', 'volume'],
  )
  assert.equal(used.find(({ reference }) => reference === 'r.example/models:1')?.paths, want)
})
