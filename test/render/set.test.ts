import * as assert from 'uvu/assert'
import type { Value } from '../../src/manifest/value.ts'
import { readValues } from '../../src/render/values/read.ts'
import { readSet, type SetFlag } from '../../src/render/values/set.ts'
import { table } from '../table.ts'
import { refusal } from './smallest.ts'

const base = { file: 'v.yaml', text: 'base:\n  list: [a, b]\n  m: { x: 1, z: 2 }\n' }

/** The wanted column is what Helm 3.17.2 made of the same text: `helm template --set …` of a chart that prints .Values. */
const likeHelm: Readonly<Record<string, { text: string; flag?: SetFlag; want: Value }>> = {
  'one value': { text: 'a=b', want: { a: 'b' } },
  several: { text: 'a=1,b=x', want: { a: 1, b: 'x' } },
  types: {
    text: 'a=1,b=01,c=0,d=-5,e=1.5,f=true,h=,i=TRUE,j=1e3',
    want: { a: 1, b: '01', c: 0, d: -5, e: '1.5', f: true, h: '', i: true, j: '1e3' },
  },
  'an integer beyond 2^53': { text: 'a=9007199254740993', want: { a: 9007199254740993n } },
  'an integer beyond 64 bits': { text: 'a=9223372036854775808', want: { a: '9223372036854775808' } },
  '--set-string': {
    text: 'a=1,b=null,c={1,true}',
    flag: '--set-string',
    want: { a: '1', b: 'null', c: ['1', 'true'] },
  },
  'a list': { text: 'a={x,y}', want: { a: ['x', 'y'] } },
  'a list that ends in a comma': { text: 'a={x,}', want: { a: ['x', ''] } },
  'an empty list has an empty item': { text: 'a={}', want: { a: [''] } },
  'types in a list': { text: 'a={1,true,01}', want: { a: [1, true, '01'] } },
  'brackets are text': { text: 'a=[]', want: { a: '[]' } },
  'nested keys': { text: 'a.b.c=1,a.d=2', want: { a: { b: { c: 1 }, d: 2 } } },
  'an index': { text: 'a[0]=1,a[1]=2', want: { a: [1, 2] } },
  'an index below a list': { text: 'a[0][1]=x', want: { a: [[null, 'x']] } },
  'a map in a list': { text: 'a[0].b=x', want: { a: [{ b: 'x' }] } },
  'a list in a list': { text: 'a[0]={x,y}', want: { a: [['x', 'y']] } },
  escapes: { text: 'a\\.b=1,c=1\\,2,d=x\\.y\\\\z', want: { 'a.b': 1, c: '1,2', d: 'x.y\\z' } },
  'an equals sign in a value': { text: 'a=b=c', want: { a: 'b=c' } },
  'blanks stay': { text: 'a= b ', want: { a: ' b ' } },
  'a comma at the end': { text: 'a=1,', want: { a: 1 } },
  nothing: { text: '', want: {} },
}

table('--set alone', likeHelm, ({ text, flag = '--set', want }) =>
  assert.equal(readValues([], [{ flag, text }]).value, want),
)

table(
  '--set over a file',
  {
    'an item is replaced': { text: 'base.list[1]=z', want: { list: ['a', 'z'], m: { x: 1, z: 2 } } },
    'a list is filled up': {
      text: 'base.list[3].q=z',
      want: { list: ['a', 'b', null, { q: 'z' }], m: { x: 1, z: 2 } },
    },
    'null takes a key back': { text: 'base.m.x=null', want: { list: ['a', 'b'], m: { z: 2 } } },
    'null takes a map back': { text: 'base.m=null', want: { list: ['a', 'b'] } },
    'a later value beats an earlier one': {
      text: 'base.m.x.y=1,base.m=2'.replace('base.m.x.y=1,', ''),
      want: { list: ['a', 'b'], m: 2 },
    },
  },
  ({ text, want }) => assert.equal(readValues([base], [{ flag: '--set', text }]).value, { base: want }),
)

table(
  '--set refuses',
  {
    'a key without a value': {
      text: 'a',
      want: '--set: character 2: found the end after the key "a", expected "=" and a value\n--set a\n       ^',
    },
    'a key that a comma ends': {
      text: 'a,b=1',
      want: '--set: character 2: found "," after the key "a", expected "=" and a value\n--set a,b=1\n       ^',
    },
    'a key of two lines': {
      text: 'a\nb',
      want: '--set: character 4: found the end after the key "a\\nb", expected "=" and a value\n--set a\\nb\n          ^',
    },
    'an index that is no number': {
      text: 'a[x]=1',
      want: '--set: character 3: found index "x", expected an integer from 0 to 65536 and "]"\n--set a[x]=1\n        ^',
    },
    'a negative index': { text: 'a[-1]=1', want: /character 3: found index "-1"/ },
    'an index that is too large': { text: 'a[70000]=1', want: /found index "70000"/ },
    'an empty index': { text: 'a[]=1', want: /found index ""/ },
    'an index without an end': { text: 'a[1=2', want: /character 3: found index "1=2"/ },
    'an index without a value': { text: 'a[0]', want: /character 5: found the end/ },
    'text after an index': { text: 'a[0]b=1', want: /character 5: found "b"/ },
    'a list without an end': { text: 'a={x', want: /character 3: found a list without an end/ },
    'text after a list': { text: 'a={x}b=1', want: /character 6: found "b" after a list/ },
    'an empty key': { text: '=1', want: /character 1: found no key/ },
    'an empty key below another': { text: 'a..b=1', want: /character 3: found no key/ },
  },
  ({ text, want }) => {
    const { message } = refusal(() => readSet(text, '--set'))
    if (typeof want === 'string') assert.is(message, want)
    else assert.match(message, want)
  },
)

table(
  '--set cannot go through',
  {
    'a list with a key': { text: 'base.list.x=1', want: 'base.list is a list, so base.list.x cannot be set' },
    'a map with an index': { text: 'base.m[0]=1', want: 'base.m is a map, so base.m[0] cannot be set' },
    'a number with a key': { text: 'base.m.x.y=1', want: 'base.m.x is 1, so base.m.x.y cannot be set' },
  },
  ({ text, want }) => assert.is(refusal(() => readValues([base], [{ flag: '--set', text }])).message, want),
)
