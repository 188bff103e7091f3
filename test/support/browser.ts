import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { withFolder } from './folder.ts'

/** The headless Chromium of this machine, or undefined. `CHROMIUM` names another one. */
export const chromium = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  path => path !== undefined && existsSync(path),
)

/** How a page is shown. */
export interface View {
  readonly width: number
  readonly scheme: 'light' | 'dark'
  readonly media: 'screen' | 'print'
}

/** A page that is open. */
export interface OpenPage {
  readonly show: (view: View) => Promise<void>
  /** The value of an expression in the page, which has to be JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>
  /** The page as a PDF. */
  readonly print: () => Promise<Uint8Array>
  /** The page, or the top of it, as a PNG. */
  readonly picture: (height: number) => Promise<Uint8Array>
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
]

/** Open HTML in a browser. `--remote-debugging-pipe`: JSON on descriptors 3 and 4, each message with a NUL behind it. */
export function withPage<T>(program: string, html: string, use: (page: OpenPage) => Promise<T>): Promise<T> {
  return withFolder({ 'page.html': html }, async folder => {
    const args = [...flags, `--user-data-dir=${join(folder, 'profile')}`]
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    const ended = new Promise(done => child.once('exit', done))
    const call = callerOf(child.stdio[3] as Writable, child.stdio[4] as Readable)
    try {
      return await use(await openPage(call, pathToFileURL(join(folder, 'page.html')).href))
    } finally {
      // One that is killed leaves processes behind, which write into its profile while the folder is removed.
      void call('Browser.close').catch(() => undefined)
      const limit = AbortSignal.timeout(10_000)
      limit.onabort = () => child.kill('SIGKILL')
      await ended
    }
  })
}

type Call = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>

function callerOf(input: Writable, output: Readable): Call {
  const waiting = new Map<number, (message: { result?: Record<string, unknown>; error?: object }) => void>()
  let rest = ''
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = `${rest}${chunk}`.split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages.map(text => JSON.parse(text))) waiting.get(message.id)?.(message)
  })
  let calls = 0
  return (method, params = {}, sessionId = undefined) =>
    new Promise((done, failed) => {
      const id = ++calls
      waiting.set(id, ({ result, error }) =>
        result === undefined ? failed(new Error(`${method}: ${JSON.stringify(error)}`)) : done(result),
      )
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
}

async function openPage(call: Call, url: string): Promise<OpenPage> {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
  const inPage = (method: string, params: object = {}) => call(method, params, String(sessionId))
  const evaluate = async (expression: string) => {
    const answer = await inPage('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    const { result, exceptionDetails } = answer as { result: { value?: unknown }; exceptionDetails?: object }
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return result.value
  }
  await inPage('Page.navigate', { url })
  const ready = `location.protocol === 'file:' && document.readyState`
  while ((await evaluate(ready)) !== 'complete') await setTimeout(20)
  return {
    evaluate,
    show: async ({ width, scheme, media }) => {
      await inPage('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false })
      const features = [{ name: 'prefers-color-scheme', value: scheme }]
      await inPage('Emulation.setEmulatedMedia', { media, features })
    },
    print: async () => bytesOf(await inPage('Page.printToPDF', { printBackground: false })),
    picture: async height => {
      const width = await evaluate('innerWidth')
      const clip = { x: 0, y: 0, width, height, scale: 1 }
      return bytesOf(await inPage('Page.captureScreenshot', { captureBeyondViewport: true, clip }))
    },
  }
}

function bytesOf({ data }: Record<string, unknown>): Uint8Array {
  return Buffer.from(String(data), 'base64')
}
