import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { chownCommand, chownOnMismatchScript } from '../../src/security/chown.ts'
import { table } from '../table.ts'

table(
  'chownCommand',
  {
    'one path': { uid: 10000, gid: 10000, paths: ['/data'], want: 'chown -R 10000:10000 /data' },
    'two paths keep their order': {
      uid: 1000,
      gid: 1000,
      paths: ['/state', '/data'],
      want: 'chown -R 1000:1000 /state /data',
    },
    'a repeated path is written once': { uid: 1, gid: 2, paths: ['/a', '/b', '/a'], want: 'chown -R 1:2 /a /b' },
    'the largest id': { uid: 2147483647, gid: 0, paths: ['/a'], want: 'chown -R 2147483647:0 /a' },
    'punctuation of ordinary paths': {
      uid: 1,
      gid: 1,
      paths: ['/v1.2/a_b-c,d+e@f%g=h:i'],
      want: 'chown -R 1:1 /v1.2/a_b-c,d+e@f%g=h:i',
    },
    'a trailing slash stays': { uid: 1, gid: 1, paths: ['/data/'], want: 'chown -R 1:1 /data/' },
    'a hidden directory': { uid: 1, gid: 1, paths: ['/.a/..b/...'], want: 'chown -R 1:1 /.a/..b/...' },
    'a space': { uid: 1, gid: 1, paths: ['/my data'], want: "chown -R 1:1 '/my data'" },
    'a single quote': { uid: 1, gid: 1, paths: ["/it's"], want: "chown -R 1:1 '/it'\\''s'" },
    'a substitution': { uid: 1, gid: 1, paths: ['/$(id)'], want: "chown -R 1:1 '/$(id)'" },
    'a line break': { uid: 1, gid: 1, paths: ['/a\nb'], want: "chown -R 1:1 '/a\nb'" },
    'a tilde, which some shells expand after a colon': { uid: 1, gid: 1, paths: ['/a:~'], want: "chown -R 1:1 '/a:~'" },
    'a letter outside ASCII': { uid: 1, gid: 1, paths: ['/é'], want: "chown -R 1:1 '/é'" },
    'a leading dash below the root': { uid: 1, gid: 1, paths: ['/-rf'], want: 'chown -R 1:1 /-rf' },
  },
  ({ uid, gid, paths, want }) => assert.is(chownCommand(uid, gid, paths), want),
)

const path = 'expected an absolute path below / without empty, "." or ".." segments'
const range = 'expected an integer from 0 to 2147483647'

table(
  'chownCommand refuses',
  {
    'no path': { paths: [], want: 'paths: found [], expected at least one path' },
    'the root directory': { paths: ['/'], want: `paths[0]: found "/", ${path}` },
    'an empty path': { paths: [''], want: `paths[0]: found "", ${path}` },
    'a relative path': { paths: ['/a', 'data'], want: `paths[1]: found "data", ${path}` },
    'an option': { paths: ['--reference=/etc'], want: `paths[0]: found "--reference=/etc", ${path}` },
    'a way up': { paths: ['/data/..'], want: `paths[0]: found "/data/..", ${path}` },
    'a way up in the middle': { paths: ['/data/../etc'], want: `paths[0]: found "/data/../etc", ${path}` },
    'the same directory': { paths: ['/data/.'], want: `paths[0]: found "/data/.", ${path}` },
    'two slashes': { paths: ['/data//x'], want: `paths[0]: found "/data//x", ${path}` },
    'only slashes': { paths: ['//'], want: `paths[0]: found "//", ${path}` },
    'a NUL': { paths: ['/a\0b'], want: `paths[0]: found "/a\\u0000b", ${path}` },
    'a negative id': { uid: -1, want: `uid: found -1, ${range}` },
    'an id that means "leave unchanged" to the kernel': { gid: 4294967295, want: `gid: found 4294967295, ${range}` },
    'an id above the range': { uid: 2147483648, want: `uid: found 2147483648, ${range}` },
    'half an id': { uid: 1.5, want: `uid: found 1.5, ${range}` },
    'no number': { gid: Number.NaN, want: `gid: found null, ${range}` },
  },
  ({ want, ...given }) => {
    const { uid, gid, paths } = { uid: 1, gid: 1, paths: ['/data'], ...given }
    for (const command of [chownCommand, chownOnMismatchScript])
      assert.throws(() => command(uid, gid, paths), refusal(want))
  },
)

function refusal(message: string) {
  return (error: unknown) => error instanceof InputError && error.code === 'BAD_VALUES' && error.message === message
}
