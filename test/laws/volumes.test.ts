import * as assert from 'uvu/assert'
import { accessWords } from '../../src/report/words/access-words.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { readSource } from '../../src/run/read-source.ts'
import { surroundingsOf, workloadsOf } from '../../src/run/workload.ts'
import { isServedByScript } from '../../src/volumes/fixes/search.ts'
import { mountKey } from '../../src/volumes/fixes/simulate.ts'
import type { Answer, MountVerdict } from '../../src/volumes/model/mount.ts'
import { judgeMounts } from '../../src/volumes/model/verdict.ts'
import type { Finding } from '../../src/workload/finding/finding.ts'
import type { Level } from '../../src/workload/settings/level.ts'
import type { Settings, StorageFacts } from '../../src/workload/settings/settings.ts'
import { corpus } from '../support/shared.ts'
import { skipped, table } from '../table.ts'
import { onClass, somebodyElse } from './policies.ts'

interface Row {
  readonly facts: StorageFacts
  readonly level: Level
  /** Mounts that want to write: yes, no, unknown. */
  readonly before: readonly number[]
  readonly after: readonly number[]
}

const rows: Readonly<Record<string, Row>> = {
  'rancher-local-path at restricted': {
    facts: { profile: 'rancher-local-path' },
    level: 'restricted',
    before: [299, 0, 1],
    after: [299, 0, 1],
  },
  'k3s-local-path at restricted': {
    facts: { profile: 'k3s-local-path' },
    level: 'restricted',
    before: [299, 0, 1],
    after: [299, 0, 1],
  },
  'aws-ebs at restricted': {
    facts: { profile: 'aws-ebs' },
    level: 'restricted',
    before: [298, 0, 2],
    after: [298, 0, 2],
  },
  'a directory of somebody else at restricted': {
    facts: somebodyElse,
    level: 'restricted',
    before: [253, 45, 2],
    after: [298, 0, 2],
  },
  'a directory of somebody else at baseline': {
    facts: somebodyElse,
    level: 'baseline',
    before: [253, 45, 2],
    after: [298, 0, 2],
  },
  'a directory of root that nobody may re-own': {
    facts: { source: 'hostPath', fsGroup: 'never', root: { uid: 0, gid: 0, mode: '0755' }, chownable: false },
    level: 'restricted',
    before: [252, 46, 2],
    after: [252, 46, 2],
  },
}

const charts = corpus().filter(({ name }) => name.startsWith('helm4/'))
if (charts.length === 0) skipped('volumes of public charts', 'the shared data is not here')
else {
  table('volumes of public charts', rows, ({ facts, level, before, after }) => {
    const settings = { ...onClass(facts), level }
    const judged = charts.map(({ text }) => judgeBoth(text, settings))
    const pairs = judged.flatMap(one => one.pairs)
    assert.equal(counts(pairs.map(([was]) => was)), before)
    assert.equal(counts(pairs.map(([, now]) => now)), after)
    for (const [was, now] of pairs) if (was.write === 'yes') assert.is(now.write, 'yes', accessWords(now.reason))
    for (const { pairs: own, remaining } of judged) {
      for (const [, now] of own) assert.ok(now.write !== 'no' || remaining.some(isAbout(now)), accessWords(now.reason))
    }
  })
}

/** Every mount that wants to write, as published and as the hardened text says. */
function judgeBoth(text: string, settings: Settings) {
  const hardened = hardenTexts([{ file: '-', text }], settings)
  const after = mountsIn(hardened.texts[0]?.text ?? '', settings)
  const pairs = mountsIn(text, settings).flatMap((mounts, pod) => {
    const now = new Map(after[pod]?.map(mount => [mountKey(mount), mount]))
    return mounts.map((was): readonly [MountVerdict, MountVerdict] => {
      const found = now.get(mountKey(was))
      if (found === undefined) throw new Error(`${was.container.name} lost ${was.mountPath}`)
      return [was, found]
    })
  })
  return { pairs, remaining: hardened.remaining() }
}

function mountsIn(text: string, settings: Settings): readonly (readonly MountVerdict[])[] {
  const source = readSource({ file: '-', text }, settings)
  const surroundings = surroundingsOf(source.objects, settings)
  return workloadsOf([source], settings, surroundings).map(({ pod }) =>
    judgeMounts(pod, surroundings.storage, settings).filter(({ wants }) => wants === 'write'),
  )
}

function counts(mounts: readonly MountVerdict[]): readonly number[] {
  const answers: readonly Answer[] = ['yes', 'no', 'unknown']
  return answers.map(answer => mounts.filter(({ write }) => write === answer).length)
}

/**
 * A finding of the mount itself. What an init container that only sets owners cannot write is told of those that use the
 * volume: its script decides alone what it needs.
 */
function isAbout(mount: MountVerdict): (finding: Finding) => boolean {
  const { pod, container, mountPath, volume } = mount
  return finding =>
    finding.code === 'volume-not-writable' &&
    finding.place.object?.name === pod.object.ref.name &&
    (isServedByScript(mount)
      ? finding.volume === volume
      : finding.mountPath === mountPath && finding.place.container === container.name)
}
