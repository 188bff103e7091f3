import * as assert from 'uvu/assert'
import { folderFormat } from '../../src/fleet/format.ts'
import { formatNames } from '../../src/report/formats.ts'
import type { World } from '../support/io.ts'
import { situation, table } from '../table.ts'
import { call } from './call.ts'
import { podText } from './manifests.ts'

type Files = Readonly<Record<string, string>>

const names = Array.from({ length: 11 }, (_, index) => `r${index}`)

/** Eleven releases of unlike size; one is broken, and some have findings. */
const inputs: Files = {
  'fleet.yaml': `apiVersion: seaworthy.dev/v1alpha1
kind: Fleet
releases:
${names.map(name => `  - { name: ${name}, stream: in/${name}.yaml }\n`).join('')}`,
  ...Object.fromEntries(
    names
      .slice(1)
      .map((name, index) => [
        `in/${name}.yaml`,
        `${podText({ context: [`runAsUser: ${index % 3}`] })}${'# more\n'.repeat(index * 400)}`,
      ]),
  ),
}

/** What calls leave, one after the other in one world. */
async function worldAfter(files: World['files'], ...commands: readonly string[]): Promise<Files> {
  let left: Files = { ...files } as Files
  for (const command of commands) left = (await call(command, { files: left })).files
  return left
}

const below = (folder: string, files: Files) =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), text]] : [],
    ),
  )

const one = await worldAfter(inputs, 'fleet --output-dir one')
const apart = [1, 2, 3, 4].map(index => `fleet --shard ${index}/4 --output-dir parts/${index}`)
const parts = await worldAfter(inputs, ...apart)
const shared = await worldAfter(inputs, ...[3, 1, 4, 2].map(index => `fleet --shard ${index}/4 --output-dir parts`))

situation('the shards are not all in one', () => {
  const counts = [1, 2, 3, 4].map(index => Object.keys(below(`parts/${index}/fleet/releases`, parts)).length)
  assert.is(
    counts.reduce((sum, count) => sum + count),
    11,
  )
  assert.ok(
    counts.every(count => count > 0),
    String(counts),
  )
})

const wholes: Readonly<Record<string, () => Promise<Files>>> = {
  'shards in folders of their own': async () => parts,
  'shards in one folder': async () => shared,
  'a shard that ran twice, in two folders': () => worldAfter(parts, 'fleet --shard 2/4 --output-dir parts/again'),
  'a shard that ran twice in one folder': () => worldAfter(shared, 'fleet --shard 2/4 --output-dir parts'),
  'all of it was also done by one machine': () => worldAfter(parts, 'fleet --output-dir parts/all'),
  'the same by another number of shards': () =>
    worldAfter(inputs, ...[1, 2, 3].map(index => `fleet --shard ${index}/3 --output-dir parts/${index}`)),
  'a shard of one': () => worldAfter(inputs, 'fleet --shard 1/1 --output-dir parts/1'),
}

table('merged, it is what one machine writes, byte for byte: ', wholes, async whole => {
  const left = await worldAfter(await whole(), 'fleet merge parts --output-dir merged')
  assert.equal(below('merged', left), below('one', one))
})

table('merged, it is told as one machine tells it: ', wholes, async whole => {
  const files = await whole()
  for (const format of formatNames) {
    const alone = await call(`fleet --format ${format}`, { files: inputs })
    const merged = await call(`fleet merge parts --format ${format}`, { files })
    assert.equal([merged.code, merged.stdout], [alone.code, alone.stdout], format)
  }
})

situation('a folder that all shards share is merged in place', async () => {
  const left = await worldAfter(shared, 'fleet merge parts --output-dir parts')
  assert.is(left['parts/report.jsonl'], one['one/report.jsonl'])
})

situation('the merged folder is one to go on in', async () => {
  const left = await worldAfter(parts, 'fleet merge parts --output-dir merged')
  const { stderr } = await call('fleet --output-dir merged', { files: left })
  assert.match(stderr, /1 release done in .*, 10 unchanged/)
})

/** A plan as it lies there while its shard runs. */
function begun(text = ''): string {
  return text.replace('"state":"finished"', '"state":"begun"')
}

const without = (files: Files, folder: string) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(folder)))

const missing: Readonly<Record<string, { readonly files: Files; readonly want: readonly string[] }>> = {
  'a shard is missing': { files: without(parts, 'parts/3/'), want: ['shard 3/4 is missing'] },
  'two are': {
    files: without(without(parts, 'parts/3/'), 'parts/1/'),
    want: ['shard 1/4 is missing', 'shard 3/4 is missing'],
  },
  'a shard was cut off': {
    files: { ...parts, 'parts/2/fleet/shards/2-of-4.json': begun(parts['parts/2/fleet/shards/2-of-4.json']) },
    want: ['shard 2/4 was begun and not finished (parts/2/fleet/shards/2-of-4.json); run it again'],
  },
}

table('what is missing is said, and nothing is merged: ', missing, async ({ files, want }) => {
  const { code, stdout, stderr, files: left } = await call('fleet merge parts --output-dir merged', { files })
  assert.equal({ code, stdout, merged: below('merged', left) }, { code: 1, stdout: '', merged: {} })
  const lines = [...want, 'nothing was merged; --partial merges what is there']
  assert.is(stderr, lines.map(line => `seaworthy: ${line}\n`).join(''))
})

table('what is there is merged when it is asked for, and the run is red: ', missing, async ({ files }) => {
  const { code, stdout } = await call('fleet merge parts --partial --exit-zero', { files })
  assert.is(code, 1)
  const rows = stdout.split('\n').filter(line => /^r\d+ +\S+ .* (ok|findings|failed)$/.test(line))
  assert.ok(rows.length > 0 && rows.length < 11, stdout)
})

situation('a release that failed in one try and not in another one counts as done', async () => {
  const lost = await worldAfter(inputs, ...apart.slice(0, 3), 'fleet --shard 4/4 --output-dir parts/4')
  const found = { ...lost, 'in/r0.yaml': podText() }
  const again = await worldAfter(
    found,
    ...[1, 2, 3, 4].map(index => `fleet --shard ${index}/4 --output-dir parts/again`),
  )
  const { stdout } = await call('fleet merge parts', { files: again })
  assert.match(stdout, /^r0 +1 .*ok$/m)
})

const other = parts['fleet.yaml']?.replace('name: r10', 'name: r99') ?? ''

const refused: Readonly<
  Record<string, { readonly files: () => Promise<Files>; readonly command?: string; readonly want: RegExp }>
> = {
  'no folder': { files: async () => parts, command: 'fleet merge', want: /fleet merge: expected one folder/ },
  'a folder without parts': {
    files: async () => parts,
    command: 'fleet merge in',
    want: /in: found no part of a fleet/,
  },
  'a plan that is none': {
    files: async () => ({ ...parts, 'parts/3/fleet/shards/3-of-4.json': '{}' }),
    want: /3-of-4\.json: found no plan of a fleet in it/,
  },
  'a plan of another format': {
    files: async () => ({
      ...parts,
      'parts/3/fleet/shards/3-of-4.json': `{"apiVersion":"seaworthy.dev/v1alpha1","kind":"FleetPlan","format":${folderFormat + 1}}`,
    }),
    want: /3-of-4\.json: found no plan of a fleet in it that this version can read; run its shard again/,
  },
  'parts of two fleets': {
    files: () => worldAfter({ ...parts, 'fleet.yaml': other }, 'fleet --shard 2/4 --output-dir parts/2'),
    want: /parts\/1\/fleet\/shards\/1-of-4\.json and parts\/2\/fleet\/shards\/2-of-4\.json are of different fleets/,
  },
  'parts of two levels': {
    files: () => worldAfter(parts, 'fleet --shard 2/4 --output-dir parts/2 --level baseline'),
    want: /are of different fleets/,
  },
  'parts of two versions': {
    files: async () => ({
      ...parts,
      'parts/2/fleet/shards/2-of-4.json':
        parts['parts/2/fleet/shards/2-of-4.json']?.replace(/"version":"[^"]+"/, '"version":"9.9.9"') ?? '',
    }),
    want: /were made by seaworthy \d+\.\d+\.\d+ and 9\.9\.9/,
  },
  'a shard that ran twice on unlike files': {
    files: () =>
      worldAfter(
        { ...parts, ...Object.fromEntries(names.map(name => [`in/${name}.yaml`, podText()])) },
        ...[1, 2, 3, 4].map(index => `fleet --shard ${index}/4 --output-dir parts/again`),
      ),
    want: /was made of other files in parts\/again than in parts\/\d/,
  },
  'a record that another run left': {
    files: async () => {
      const file = Object.keys(parts).find(path => path.startsWith('parts/1/fleet/releases/')) ?? ''
      return { ...parts, [file]: '{}\n' }
    },
    want: /what parts\/1 holds of r\d+ is not what its shard finished with/,
  },
  'manifests that somebody edited': {
    files: async () => {
      const file = Object.keys(parts).find(path => /^parts\/1\/r\d+\.yaml$/.test(path)) ?? ''
      return { ...parts, [file]: '' }
    },
    command: 'fleet merge parts --output-dir merged',
    want: /is not what the shard wrote/,
  },
  'an option that has no effect': {
    files: async () => parts,
    command: 'fleet merge parts --level baseline',
    want: /fleet merge: --level has no effect; it takes --help, /,
  },
  'an option of merge alone': {
    files: async () => parts,
    command: 'fleet --partial',
    want: /fleet: --partial has no effect/,
  },
}

table('a merge that is refused: ', refused, async ({ files, command = 'fleet merge parts', want }) => {
  const { code, stdout, stderr } = await call(command, { files: await files() })
  assert.equal({ code, stdout }, { code: 2, stdout: '' })
  assert.match(stderr, want)
})

const shardOptions: Readonly<
  Record<string, { readonly shard: string; readonly env?: World['env']; readonly want: RegExp | string }>
> = {
  'a number': { shard: '2/4', want: '2-of-4.json' },
  'of an Indexed Job': { shard: 'job/4', env: { JOB_COMPLETION_INDEX: '3' }, want: '4-of-4.json' },
  'of no Job': { shard: 'job/4', want: /expected JOB_COMPLETION_INDEX in the environment/ },
  'of a larger Job': { shard: 'job/4', env: { JOB_COMPLETION_INDEX: '4' }, want: /--shard: found "job\/4", expected/ },
  'from nought': { shard: '0/4', want: /--shard: found "0\/4"/ },
  'too many': { shard: '5/4', want: /--shard: found "5\/4"/ },
  'no numbers': { shard: 'two', want: /--shard: found "two"/ },
}

table('--shard', shardOptions, async ({ shard, env = {}, want }) => {
  const { stderr, files } = await call(`fleet --shard ${shard} --output-dir out`, { files: inputs, env })
  if (typeof want === 'string') assert.ok(Object.hasOwn(files, `out/fleet/shards/${want}`), stderr)
  else assert.match(stderr, want)
})

situation('a shard without a folder has nothing to merge', async () => {
  const { code, stderr } = await call('fleet --shard 1/2', { files: inputs })
  assert.is(code, 2)
  assert.match(stderr, /--shard: expected --output-dir DIR/)
})
