import type { Errno, Wording } from '../knowledge/messages/wording.ts'
import { wordings } from '../knowledge/messages/wordings.ts'
import { compact } from '../manifest/compact.ts'
import type { FailedCall, Said } from './failed-call.ts'
import { relativePathIn } from './relative-path.ts'

const errnos: readonly (readonly [Errno, RegExp])[] = [
  ['EROFS', /EROFS|read-only file ?system/i],
  ['EACCES', /EACCES|permission denied|access ?denied|\(13\b|\b13: /i],
  ['EPERM', /EPERM|operation not permitted|\(1: /i],
]

/**
 * Denials that are not about files: a database's grants (`pq: permission denied for table`, MySQL's `Access denied for
 * user`), ssh logins, and roles of the API server; and what nginx' entrypoint only tells of.
 */
const elsewhere =
  /permission denied for (?:table|schema|database|relation|sequence|function|view|language)|permission denied to (?:create|set)|permission denied \((?:publickey|password)|access denied for user|cannot (?:get|list|watch|create|update|patch|delete) resource|<Code>AccessDenied|info: can not modify/i

/** Read an error message; undefined where it does not tell of a permission. */
export function readFailure(text: string): FailedCall | undefined {
  if (elsewhere.test(text)) return undefined
  const number = errnoOf(text)
  for (const { action, match, errno, refusal, path } of wordings) {
    if (errno === undefined && number === undefined) continue
    const found = match.exec(text)
    if (found !== null)
      return withRefusal(callOf(action, errno ?? number, { ...compact({ path }), ...found.groups }), refusal)
  }
  if (number === undefined) return undefined
  const path = anyPath(text)
  return path === undefined ? relativeCall(text, number) : callOf('open', number, { path })
}

/** What makes a directory says so; everything else opens something. */
function relativeCall(text: string, number: Errno): FailedCall {
  const call = callOf(/mkdir|create directory/i.test(text) ? 'create' : 'open', number)
  return { ...call, said: { ...call.said, ...compact({ relative: relativePathIn(text) }) } }
}

type Groups = Readonly<Record<string, string | undefined>>

function callOf(action: Wording['action'], errno: Wording['errno'], { path, ...names }: Groups = {}): FailedCall {
  return {
    action,
    ...(errno === undefined || errno === 'none' ? {} : { errno }),
    ...(path === undefined ? {} : { path: path.trim() }),
    said: namesIn(names),
  }
}

function withRefusal(call: FailedCall, refusal: Wording['refusal']): FailedCall {
  return refusal === undefined ? call : { ...call, said: { ...call.said, refusal } }
}

function namesIn({ pod, container, user, group, volume, image, variable, sentence }: Groups): Said {
  return compact({ pod, container, user, group, volume, image, variable, sentence: sentence?.trim() })
}

function errnoOf(text: string): Errno | undefined {
  return errnos.find(([, pattern]) => pattern.test(text))?.[0]
}

/** Programs word errors in their own ways; the first absolute path is the best guess left. */
function anyPath(text: string): string | undefined {
  return /(?:^|[\s'"`(=:])(\/[^\s'"`,:;)]+)(?!\S*: line \d)/.exec(text)?.[1]
}
