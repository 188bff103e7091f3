import * as assert from 'uvu/assert'
import type { Difference } from '../../src/golden/compare.ts'
import { describeDifference, summariseDifference } from '../../src/golden/describe.ts'
import { table } from '../table.ts'

const service = (fields: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ${fields} }\n`
const different = (want: string, got: string): Difference => ({ kind: 'different', path: 'g.yaml', want, got })
const many = Array.from({ length: 30 }, (_, index) => index)

table<{ readonly difference: Difference; readonly text: string; readonly summary: string }>(
  'describeDifference',
  {
    'a golden file that is missing': {
      difference: { kind: 'missing', path: 'g.yaml', got: 'a: 1\n' },
      text: 'g.yaml: there is no golden file for this output\n--- g.yaml\n+++ g.yaml\n@@ -0,0 +1,1 @@\n+a: 1\n',
      summary: 'g.yaml: there is no golden file for this output',
    },
    'an orphan': {
      difference: { kind: 'orphan', path: 'g.yaml', want: 'a: 1\n' },
      text: 'g.yaml: no case produces this golden file\n--- g.yaml\n+++ g.yaml\n@@ -1,1 +0,0 @@\n-a: 1\n',
      summary: 'g.yaml: no case produces this golden file',
    },
    'fields that differ': {
      difference: different(service('a: 1, b: 1'), service('a: 2, b: 2')),
      text: `g.yaml: the output (+) differs from the golden file (-)
  Service/web spec.a: 1 → 2
  Service/web spec.b: 1 → 2
--- g.yaml
+++ g.yaml
@@ -1,4 +1,4 @@
 apiVersion: v1
 kind: Service
 metadata: { name: web }
-spec: { a: 1, b: 1 }
+spec: { a: 2, b: 2 }
`,
      summary: 'Service/web spec.a: 1 → 2 and 1 more',
    },
    'no field differs': {
      difference: different('a: 1\n', 'a: 1 # one\n'),
      text: `g.yaml: the output (+) differs from the golden file (-)
  no field of an object differs: only comments, quoting, order or layout
--- g.yaml
+++ g.yaml
@@ -1,1 +1,1 @@
-a: 1
+a: 1 # one
`,
      summary: 'no field of an object differs: only comments, quoting, order or layout',
    },
    'a document that cannot be read': {
      difference: different(service('a: 1'), 'a: [\n'),
      text: `g.yaml: the output (+) differs from the golden file (-)
  Service/web: only in the golden file
  a document that differs is not readable as YAML, so not every field was compared
--- g.yaml
+++ g.yaml
@@ -1,4 +1,1 @@
-apiVersion: v1
-kind: Service
-metadata: { name: web }
-spec: { a: 1 }
+a: [
`,
      summary: 'Service/web: only in the golden file and 1 more',
    },
    'more fields than a person reads': {
      difference: different(
        service(many.map(n => `f${n}: 1`).join(', ')),
        service(many.map(n => `f${n}: 2`).join(', ')),
      ),
      text: [
        'g.yaml: the output (+) differs from the golden file (-)',
        ...many.slice(0, 20).map(n => `  Service/web spec.f${n}: 1 → 2`),
        '  … and 10 more fields',
        '--- g.yaml\n+++ g.yaml\n@@ -1,4 +1,4 @@\n apiVersion: v1\n kind: Service\n metadata: { name: web }',
        `-spec: { ${many.map(n => `f${n}: 1`).join(', ')} }`,
        `+spec: { ${many.map(n => `f${n}: 2`).join(', ')} }\n`,
      ].join('\n'),
      summary: 'Service/web spec.f0: 1 → 2 and 29 more',
    },
  },
  ({ difference, text, summary }) => {
    assert.fixture(describeDifference(difference, { style: 'plain' }), text)
    assert.is(summariseDifference(difference), summary)
  },
)
