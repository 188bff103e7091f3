/** Write KNOWLEDGE.md. `test/knowledge/page.test.ts` fails while it is stale. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { catalogue } from '../src/knowledge/images/catalogue.ts'
import { customKinds } from '../src/knowledge/kinds/custom-kinds.ts'
import { podlessKinds } from '../src/knowledge/kinds/podless-kinds.ts'
import { wordings } from '../src/knowledge/messages/wordings.ts'
import { plainPrograms } from '../src/knowledge/programs/plain-programs.ts'
import { profiles } from '../src/knowledge/storage/profiles.ts'
import { type Knowledge, knowledgePage } from './knowledge-page.ts'

/** The tables as they are. */
export const knowledge: Knowledge = {
  images: catalogue,
  profiles,
  kinds: customKinds,
  podless: podlessKinds,
  wordings,
  programs: plainPrograms,
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(resolve(import.meta.dirname, '../KNOWLEDGE.md'), knowledgePage(knowledge))
