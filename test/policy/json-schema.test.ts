import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as assert from 'uvu/assert'
import { writeEditorSchemas } from '../../scripts/editor-schemas.ts'
import { readDocument } from '../../src/manifest/document.ts'
import { splitStream } from '../../src/manifest/stream.ts'
import { policyJsonSchema, policySchema } from '../../src/policy/schema.ts'
import { call } from '../cli/call.ts'
import { withFolder } from '../support/folder.ts'
import { table } from '../table.ts'
import { examplePolicy, policyWith } from './example.ts'

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true })
addFormats.default(ajv)
const validate = ajv.compile(policyJsonSchema())

/** What an editor says with the JSON Schema, and what the program says. */
function verdicts(text: string): { readonly editor: boolean; readonly program: boolean } {
  const stream = splitStream(text)
  const [span] = stream.documents
  if (span === undefined) throw new Error('want a document')
  const { value } = readDocument(stream, span)
  return { editor: validate(value), program: policySchema.safeParse(value).success }
}

table(
  'editor and program admit',
  {
    'the smallest policy': policyWith(''),
    'the example': examplePolicy,
    'facts instead of a profile': policyWith('storageClasses: { a: { source: csi, chownable: false } }\n'),
    'a class on which root is root': policyWith(
      'storageClasses: { a: { source: csi, fsGroup: honoured, remote: false }, b: { profile: csi-nfs, remote: true } }\n',
    ),
    'volumes off, unquoted': policyWith('harden: { volumes: off }\n'),
    'volumes off, quoted': policyWith('harden: { volumes: "off" }\n'),
    'a numeric mode': policyWith('storageClasses: { a: { source: csi, root: { owner: "0:0", mode: 0755 } } }\n'),
  },
  text => assert.equal(verdicts(text), { editor: true, program: true }),
)

table(
  'editor and program refuse',
  {
    'a misspelt key': policyWith('levle: baseline\n'),
    'a misspelt key of a rule': policyWith('namespaces: [{ match: a, levl: baseline }]\n'),
    'a misspelt level': policyWith('level: restrictd\n'),
    'a misspelt profile': policyWith('storageClasses: { a: { profile: rancher } }\n'),
    'a class without facts': policyWith('storageClasses: { a: {} }\n'),
    'an owner without a group': policyWith(
      'storageClasses: { a: { source: csi, root: { owner: "0", mode: "0755" } } }\n',
    ),
    'a user that is a list': policyWith('images: { a.io/b: { user: [1] } }\n'),
    'a capability with its prefix': policyWith('images: { a.io/b: { capabilities: [CAP_CHOWN] } }\n'),
    'a decree of root': policyWith('harden: { runAs: { user: 0, group: 0 } }\n'),
    'an exemption without checks': policyWith('exemptions: [{ checks: [], reason: a }]\n'),
    'an exemption without a reason': policyWith('exemptions: [{ checks: [runAsUser] }]\n'),
    'a check that does not exist': policyWith('exemptions: [{ checks: [a], reason: b }]\n'),
    'a day that does not exist': policyWith('exemptions: [{ checks: [runAsUser], reason: b, expires: 2027-02-30 }]\n'),
    'a case without an input': policyWith('golden: [{ name: a, file: b }]\n'),
    'a case with two': policyWith('golden: [{ name: a, file: b, chart: c, stream: d }]\n'),
    'another Helm': policyWith('golden: [{ name: a, file: b, chart: c, helm: 2 }]\n'),
    'another kind': 'apiVersion: seaworthy.dev/v1alpha1\nkind: Config\n',
  },
  text => assert.equal(verdicts(text), { editor: false, program: false }),
)

table(
  'the file of the package is what the command prints',
  { policy: 'policy', lock: 'lock', fleet: 'fleet' },
  subject =>
    withFolder({}, async folder => {
      writeEditorSchemas(folder)
      const file = `${subject}.schema.json`
      const text = readFileSync(join(folder, 'schemas', file), 'utf8')
      assert.is(text, (await call(`schema ${subject}`)).stdout)
      assert.is(JSON.parse(text).$id, `https://seaworthy.dev/v1alpha1/${file}`)
    }),
)
