import * as assert from 'uvu/assert'
import type { LockedImage } from '../../src/lock/lock.ts'
import { writeLock } from '../../src/lock/write-lock.ts'
import { factsOf } from '../registry/image-of.ts'
import { table } from '../table.ts'
import { isValidLock } from './valid.ts'

const digest = `sha256:${'ab'.repeat(32)}`

async function written(): Promise<string> {
  const script = '#!/bin/sh\nexec gosu app "$@"\n'
  const rich = await factsOf(
    {
      config: { User: '', Entrypoint: ['/e.sh'], Cmd: ['x'], Volumes: { '/data': {} } },
      layers: [
        [
          { path: 'e.sh', content: script, mode: 0o4755 },
          { path: 'etc/passwd', content: 'app:x:7:8::/:\n' },
          { path: 'data', type: 'directory', owner: [7, 8] },
        ],
      ],
    },
    ['/cache'],
  )
  const poor = await factsOf({ config: { User: 'nobody' } })
  const images: ReadonlyMap<string, LockedImage> = new Map<string, LockedImage>([
    ['r.example/rich:1', { digest, platforms: { 'linux/amd64': rich, 'linux/arm64': poor } }],
    ['r.example/archived:1', { platforms: { 'linux/amd64': poor } }],
  ])
  return writeLock({ images })
}

const locks: Readonly<Record<string, { readonly change: (text: string) => string; readonly want: boolean }>> = {
  'as it is written': { change: text => text, want: true },
  'without images': { change: () => writeLock({ images: new Map() }), want: true },
  'an unknown key': { change: text => text.replace('shell:', 'shel:'), want: false },
  'a value out of its list': { change: text => text.replace('shell: absent', 'shell: maybe'), want: false },
  'a digest that is none': { change: text => text.replace(digest, 'sha256:ab'), want: false },
  'a mode of three digits': { change: text => text.replace('"0755"', '"755"'), want: false },
  'an id that is a text': { change: text => text.replace('uid: 0', 'uid: root'), want: false },
  'another kind': { change: text => text.replace('kind: Lock', 'kind: Locks'), want: false },
}

table('the schema of a lock', locks, async ({ change, want }) => {
  const text = await written()
  const changed = change(text)
  assert.is(isValidLock(changed), want, changed)
})
