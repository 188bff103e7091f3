import * as assert from 'uvu/assert'
import { maskVolatile } from '../../src/golden/volatile.ts'
import { table } from '../table.ts'

const secret = (password: string, name = 'web') => `---
# Source: web/templates/secret.yaml
apiVersion: v1
kind: Secret
metadata: { name: ${name} }
stringData:
  user: web # the same each time
  password: ${password}
`
const steady = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
`
const pod = (args: string) => `---
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: { checksum/secret: "${args.length}" }
spec:
  containers:
    - { name: web, args: [${args}] }
`

table(
  'what a chart makes anew each time',
  {
    'nothing differs': { text: secret('one'), again: secret('one'), want: secret('one') },
    'a password': { text: steady + secret('one'), again: steady + secret('two'), want: steady + secret('"<masked>"') },
    'an item of a list, and what is made of it': {
      text: pod('a, b'),
      again: pod('a, cc'),
      want: pod('a, b').replace('b]', '"<masked>"]').replace('"4"', '"<masked>"'),
    },
    'a list that is longer': {
      text: pod('a'),
      again: pod('a, b'),
      want: pod('a').replace('[a]', '"<masked>"').replace('"1"', '"<masked>"'),
    },
    'a name': { text: secret('one', 'web-1'), again: secret('one', 'web-2'), want: secret('one', '"<masked>"') },
    'a name, what the object holds, and who names it': {
      text: secret('one', 'web-1') + pod('web-1'),
      again: secret('two', 'web-2') + pod('web-2'),
      want: secret('"<masked>"', '"<masked>"') + pod('web-1').replace('[web-1]', '["<masked>"]'),
    },
    'two names of a kind': {
      text: secret('a', 'x') + secret('b', 'y'),
      again: secret('a', 'v') + secret('b', 'w'),
      want: secret('a', '"<masked>"') + secret('b', '"<masked>"'),
    },
    'one more of a kind': {
      text: secret('a', 'x'),
      again: secret('a', 'v') + secret('b', 'w'),
      want: secret('a', 'x'),
    },
    'documents in another order': {
      text: steady + secret('one'),
      again: secret('two') + steady,
      want: steady + secret('"<masked>"'),
    },
    'an object in two namespaces': {
      text:
        secret('one').replace('name: web }', 'name: web, namespace: a }') +
        secret('same').replace('name: web }', 'name: web, namespace: b }'),
      again:
        secret('two').replace('name: web }', 'name: web, namespace: a }') +
        secret('same').replace('name: web }', 'name: web, namespace: b }'),
      want:
        secret('"<masked>"').replace('name: web }', 'name: web, namespace: a }') +
        secret('same').replace('name: web }', 'name: web, namespace: b }'),
    },
    'a broken document': {
      text: `${secret('one')}---\na: [\n`,
      again: `${secret('two')}---\na: [\n`,
      want: `${secret('"<masked>"')}---\na: [\n`,
    },
  },
  ({ text, again, want }) => assert.is(maskVolatile(text, again), want),
)
