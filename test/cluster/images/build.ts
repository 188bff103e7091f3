import { chmodSync, chownSync, cpSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ended } from '../../support/process.ts'
import type { Item, Shape } from './shapes.ts'

/** Programs that building takes. */
export const builders = ['umoci', 'gcc', 'busybox', 'setcap', 'tar', 'ctr']

/** Run a program that must succeed, and give what it printed. */
export async function ran(command: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ended({ command, args })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`)
  return stdout
}

const bases: Readonly<Record<Shape['base'], Readonly<Record<string, Item>>>> = {
  shell: {
    'bin/busybox': { program: 'busybox' },
    ...Object.fromEntries(['sh', 'id', 'chown', 'chmod', 'mkdir'].map(name => [`bin/${name}`, { link: 'busybox' }])),
    'bin/tool': { program: 'tool' },
    'bin/serve': { link: 'tool' },
    tmp: { mode: 0o1777 },
  },
  static: { 'bin/tool': { program: 'tool' }, 'bin/serve': { link: 'tool' }, tmp: { mode: 0o1777 } },
  nothing: {},
}

/** Build images with umoci into an OCI layout in the folder, each a tag of it. */
export async function buildImages(folder: string, shapes: Readonly<Record<string, Shape>>): Promise<string> {
  const layout = join(folder, 'layout')
  const tool = join(folder, 'tool')
  await ran('gcc', ['-static', '-O2', '-Wall', '-Werror', '-o', tool, resolve(import.meta.dirname, 'tool.c')])
  await ran('umoci', ['init', '--layout', layout])
  for (const [base, items] of Object.entries(bases)) {
    await ran('umoci', ['new', '--image', `${layout}:base-${base}`])
    if (Object.keys(items).length > 0) await addLayer({ folder, layout, tool }, `base-${base}`, items)
  }
  for (const [name, shape] of Object.entries(shapes)) await buildImage({ folder, layout, tool }, name, shape)
  return layout
}

interface Bench {
  readonly folder: string
  readonly layout: string
  readonly tool: string
}

async function buildImage(bench: Bench, name: string, shape: Shape): Promise<void> {
  const image = `${bench.layout}:${name}`
  await ran('umoci', ['tag', '--image', `${bench.layout}:base-${shape.base}`, name])
  for (const layer of shape.layers) if (Object.keys(layer).length > 0) await addLayer(bench, name, layer)
  const repeated = (option: string, values: readonly string[] = []) => values.flatMap(value => [option, value])
  await ran('umoci', [
    ...['config', '--image', image, '--os', 'linux', '--architecture', 'amd64'],
    ...['--config.env', 'PATH=/usr/local/bin:/usr/bin:/bin', '--config.user', shape.user ?? ''],
    ...repeated('--config.entrypoint', shape.entrypoint),
    ...repeated('--config.cmd', shape.cmd),
    ...repeated('--config.volume', shape.volumes),
  ])
}

let layers = 0

async function addLayer({ folder, layout, tool }: Bench, name: string, items: Readonly<Record<string, Item>>) {
  layers += 1
  const root = join(folder, `layer-${layers}`)
  mkdirSync(root, { mode: 0o755 })
  for (const [path, item] of Object.entries(items)) await place(root, path, item, tool)
  const archive = `${root}.tar`
  await ran('tar', ['-C', root, '--xattrs', '--xattrs-include=security.capability', '-cf', archive, '.'])
  await ran('umoci', ['raw', 'add-layer', '--image', `${layout}:${name}`, archive])
}

async function place(root: string, path: string, item: Item, tool: string): Promise<void> {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  if (item.link !== undefined) symlinkSync(item.link, file)
  else if (item.hard !== undefined) linkSync(join(root, item.hard), file)
  else if (item.program !== undefined) cpSync(item.program === 'tool' ? tool : '/bin/busybox', file)
  else if (item.text !== undefined) writeFileSync(file, item.text)
  else mkdirSync(file)
  if (item.link !== undefined || item.hard !== undefined) return
  chownSync(file, ...(item.owner ?? ([0, 0] as const)))
  chmodSync(file, item.mode ?? 0o755)
  if (item.capability !== undefined) await ran('setcap', [item.capability, file])
}
