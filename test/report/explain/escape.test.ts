import * as assert from 'uvu/assert'
import { explainHtml } from '../../../src/report/explain/html.ts'
import { explainMarkdown } from '../../../src/report/explain/markdown.ts'
import { explainTexts } from '../../../src/run/explain/explain.ts'
import { defaultSettings } from '../../../src/workload/settings/settings.ts'
import { table } from '../../table.ts'

const options = { view: 'workloads', style: 'plain', quiet: false, width: 100 } as const

/** Manifests come from strangers: every text of this pod is `hostile`. */
function hostilePod(hostile: string, options: { readonly error?: string } = {}) {
  const text = JSON.stringify(hostile)
  const stream = `
apiVersion: v1
kind: Pod
metadata: { name: ${text}, namespace: ${text} }
spec:
  containers:
    - { name: ${text}, image: ${text}, volumeMounts: [{ name: ${text}, mountPath: ${text}, subPath: ${text} }] }
  volumes: [{ name: ${text}, persistentVolumeClaim: { claimName: ${text} } }]
`
  return explainTexts([{ file: hostile, text: stream }], defaultSettings, options)
}

table(
  'html holds no text of a manifest as markup',
  {
    'a script': '<script>alert(1)</script>',
    'an image with a handler': '"><img src=x onerror=alert(1)>',
    'an end of style': '</style><b>',
    'a comment': '<!-- --><b>',
  },
  hostile => {
    const pages = [
      explainHtml(hostilePod(hostile), options),
      explainHtml(hostilePod(hostile), { ...options, view: 'matrix' }),
      explainHtml(hostilePod(hostile, { error: `open ${hostile}: permission denied` }), options),
    ]
    for (const page of pages) {
      assert.not.ok(page.includes(hostile))
      assert.not.match(page, /<(script|img|b)\b/)
      assert.match(page, /&lt;/) // it is there, as text
    }
  },
)

table(
  'markdown holds no text of a manifest as markup',
  {
    'a cell border': { hostile: 'a|b', want: 'a&#124;b' },
    html: { hostile: '<img src=x>', want: '&#60;img src=x&#62;' },
    'a link': { hostile: '[a](http://example.com)', want: '[a&#93;(http://example.com)' },
    emphasis: { hostile: '*a*', want: '&#42;a&#42;' },
    'a mention': { hostile: '@everyone', want: '&#64;everyone' },
    'a line break': { hostile: 'a\nb', want: 'a&#92;nb' },
  },
  ({ hostile, want }) => {
    const text = explainMarkdown(hostilePod(hostile), options)
    assert.not.ok(text.includes(hostile))
    assert.ok(text.includes(`| ${want} |`), text)
  },
)
