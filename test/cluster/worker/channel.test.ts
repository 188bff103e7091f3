import * as assert from 'uvu/assert'
import { channelOf } from '../../../src/cluster/worker/watch/channel.ts'
import { situation } from '../../table.ts'

situation('items come in their order', async () => {
  const channel = channelOf<number>(4)
  for (const item of [1, 2, 3]) await channel.put(item)
  assert.equal([await channel.take(), await channel.take(), await channel.take()], [1, 2, 3])
})

situation('a producer waits while there is no room', async () => {
  const channel = channelOf<number>(1)
  await channel.put(1)
  let isPut = false
  const second = channel.put(2).then(() => {
    isPut = true
  })
  await new Promise(done => setImmediate(done))
  assert.is(isPut, false)
  assert.is(await channel.take(), 1)
  await second
  assert.is(await channel.take(), 2)
})

situation('whoever waits is let go when it closes', async () => {
  const [empty, full] = [channelOf<number>(1), channelOf<number>(1)]
  await full.put(1)
  const [taken, put] = [empty.take(), full.put(2)]
  empty.close()
  full.close()
  assert.equal([await taken, await put], [undefined, false])
})

situation('what lies in it when it closes can be taken', async () => {
  const channel = channelOf<number>(2)
  await channel.put(1)
  channel.close()
  assert.equal([await channel.take(), await channel.take()], [1, undefined])
})
