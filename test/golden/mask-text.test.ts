import * as assert from 'uvu/assert'
import { type MaskText, parseMask } from '../../src/golden/mask.ts'
import { maskBoth, maskText } from '../../src/golden/mask-text.ts'
import { table } from '../table.ts'

const secret = (password: string, namespace = ''): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\n${namespace}data:\n  password: ${password} # changes\n  "tls.crt": QQ==\n`
const password: MaskText = { object: 'Secret/web', path: 'data.password' }

interface Row {
  readonly text: string
  readonly masks: readonly MaskText[]
  readonly want: string
  readonly unused?: readonly string[]
}

table<Row>(
  'maskText',
  {
    'no mask': { text: 'a: [', masks: [], want: 'a: [' },
    'a field': { text: secret('QUJD'), masks: [password], want: secret('"<masked>"') },
    'a key with a dot': {
      text: secret('QUJD'),
      masks: [{ object: 'Secret/web', path: 'data["tls.crt"]' }],
      want: secret('QUJD').replace('QQ==', '"<masked>"'),
    },
    'a whole map': {
      text: secret('QUJD'),
      masks: [{ object: 'Secret/web', path: 'data' }],
      want: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ndata: "<masked>"\n',
    },
    'an item of a sequence': {
      text: 'kind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - image: a:1\n    - image: a:2\n',
      masks: [{ object: 'Pod/web', path: 'spec.containers[1].image' }],
      want: 'kind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - image: a:1\n    - image: "<masked>"\n',
    },
    'an item of a List': {
      text: 'kind: List\nitems:\n  - { kind: Secret, metadata: { name: web }, data: { password: QUJD } }\n',
      masks: [password],
      want: 'kind: List\nitems:\n  - { kind: Secret, metadata: { name: web }, data: { password: "<masked>" } }\n',
    },
    'other documents keep their bytes': {
      text: `a:   [ 1 ]\r\n---\n${secret('QUJD')}---\nb: [\n`,
      masks: [password],
      want: `a:   [ 1 ]\r\n---\n${secret('"<masked>"')}---\nb: [\n`,
    },
    'the namespace that is named': {
      text: `${secret('QUJD', '  namespace: a\n')}---\n${secret('QUJD', '  namespace: b\n')}`,
      masks: [{ object: 'Secret/b/web', path: 'data.password' }],
      want: `${secret('QUJD', '  namespace: a\n')}---\n${secret('"<masked>"', '  namespace: b\n')}`,
    },
    'every namespace when none is named': {
      text: `${secret('QUJD', '  namespace: a\n')}---\n${secret('QUJD', '  namespace: b\n')}`,
      masks: [password],
      want: `${secret('"<masked>"', '  namespace: a\n')}---\n${secret('"<masked>"', '  namespace: b\n')}`,
    },
    'a mask twice, and one inside another': {
      text: secret('QUJD'),
      masks: [password, password, { object: 'Secret/web', path: 'data' }],
      want: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ndata: "<masked>"\n',
    },
    'what is masked already': { text: secret('"<masked>"'), masks: [password], want: secret('"<masked>"') },
    'no such object': {
      text: secret('QUJD'),
      masks: [{ object: 'Secret/wbe', path: 'data' }],
      want: secret('QUJD'),
      unused: ['there is no Secret/wbe'],
    },
    'no such field': {
      text: secret('QUJD'),
      masks: [{ object: 'Secret/web', path: 'data.passwort' }],
      want: secret('QUJD'),
      unused: ['Secret/web has no data.passwort'],
    },
    'a field behind an alias': {
      text: 'kind: Secret\nmetadata: { name: web }\nother: &a { password: QUJD }\ndata: *a\n',
      masks: [password],
      want: 'kind: Secret\nmetadata: { name: web }\nother: &a { password: QUJD }\ndata: *a\n',
      unused: ['data.password of Secret/web cannot be replaced (alias)'],
    },
  },
  ({ text, masks, want, unused = [] }) => {
    const masked = maskText(text, masks.map(parseMask))
    assert.is(masked.text, want)
    assert.equal(
      masked.unused.map(({ because }) => because),
      unused,
    )
  },
)

table(
  'a mask of two sides is unused where it changes neither',
  {
    'both have it': { want: secret('QUJD'), got: secret('REVG'), unused: 0 },
    'only the golden file has it': { want: secret('QUJD'), got: '', unused: 0 },
    'only the output has it': { want: '', got: secret('QUJD'), unused: 0 },
    'neither has it': { want: '', got: '', unused: 1 },
  },
  ({ want, got, unused }) => assert.is(maskBoth({ want, got }, [parseMask(password)]).unused.length, unused),
)
