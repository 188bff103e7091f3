import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as assert from 'uvu/assert'
import { withFolder } from '../support/folder.ts'
import { ended } from '../support/process.ts'
import { situation, skipped } from '../table.ts'

const name = 'the page of explain in a browser'
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
const page = readFileSync(resolve(import.meta.dirname, '../../golden/explain/agents.html'), 'utf8')

/** Ours alone: the page has no script, so what reports its layout is added, and its policy widened by that much. */
const probe = `<script>
  const shown = element => getComputedStyle(element).display !== 'none'
  const mounts = [...document.querySelectorAll('.mount')]
  const first = document.querySelector('.mount.no')
  const before = shown(first.querySelector('.why'))
  first.focus()
  const after = shown(first.querySelector('.why'))
  const described = mounts.every(mount => document.getElementById(mount.getAttribute('aria-describedby'))?.role === 'tooltip')
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id)
  const sticky = [...document.querySelectorAll('thead th')].every(head => getComputedStyle(head).position === 'sticky')
  const visible = () => [...document.querySelectorAll('section')].filter(shown).length
  const all = visible()
  document.querySelector('#trouble').click()
  document.body.dataset.seen = JSON.stringify({
    cells: mounts.length, no: document.querySelectorAll('.mount.no').length,
    before, after, described, unique: new Set(ids).size === ids.length, sticky, all, trouble: visible(),
    requests: performance.getEntriesByType('resource').length,
    reason: first.querySelector('dd').textContent,
  })
</script>`

async function dump(html: string): Promise<string> {
  return withFolder({ 'page.html': html }, async folder => {
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--window-size=1400,900',
      '--dump-dom',
    ]
    const url = pathToFileURL(join(folder, 'page.html')).href
    const { status, stdout } = await ended({ command: chromium, args: [...flags, url], seconds: 30 })
    assert.is(status, 0)
    return stdout
  })
}

if (existsSync(chromium))
  situation(name, async () => {
    const probed = page
      .replace("style-src 'unsafe-inline'", "style-src 'unsafe-inline'; script-src 'unsafe-inline'")
      .replace('</body>', `${probe}</body>`)
    const seen = /data-seen="([^"]*)"/.exec(await dump(probed))?.[1] ?? ''
    assert.equal(JSON.parse(seen.replaceAll('&quot;', '"')), {
      cells: 12,
      no: 6,
      before: false,
      after: true,
      described: true,
      unique: true,
      sticky: true,
      all: 6,
      trouble: 4,
      requests: 0,
      reason:
        '/data is owned by 1000:1000 with mode 0755, which only its owner can write; the process runs as uid 10000',
    })
  })
else skipped(name, `no browser at ${chromium}; CHROMIUM names another`)
