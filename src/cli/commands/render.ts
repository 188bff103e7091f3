import { join } from 'node:path'
import { InputError } from '../../error.ts'
import { visible } from '../../manifest/text/visible.ts'
import { builtins } from '../../render/builtins.ts'
import { type RenderedFile, streamOf } from '../../render/render.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { refuseLinkOut } from '../files/folder.ts'
import { type Arguments, refuseTwice } from '../options/arguments.ts'
import { commonOptions, levelOptions } from '../options/options.ts'
import { refuseNoValues, setsOf, valuesOptions } from '../options/values.ts'
import { complain } from '../output/complain.ts'
import type { Io } from '../process/io.ts'
import { renderTemplates } from '../render-text.ts'
import { loadSettings } from '../settings.ts'

/** Manifests from workload templates and values. */
export const renderCommand: Command = {
  options: {
    ...commonOptions,
    ...levelOptions,
    templates: { type: 'string' },
    ...valuesOptions,
    'output-dir': { type: 'string' },
    force: { type: 'boolean' },
  },
  run: runRender,
}

async function runRender(args: Arguments, io: Io): Promise<ExitCode> {
  if (args.operands.length === 0)
    throw new InputError('USAGE', 'render: name a template, as in `seaworthy render agent -f values.yaml`')
  refuseTwice('render', args.operands)
  for (const name of args.operands) if (Object.hasOwn(builtins, name)) refuseNoValues(`render ${name}`, args)
  const folder = args.text('templates')
  const { settings } = await loadSettings(args, io)
  const rendered = await renderTemplates(
    {
      templates: args.operands,
      values: args.texts('values'),
      sets: setsOf(args),
      ...(folder !== undefined && { folder }),
    },
    settings,
    io,
  )
  const failed = await complain(rendered, args, io)
  if (failed && !args.has('force')) return exitCode.found
  const files = rendered.flatMap(template => template.files)
  const output = args.text('output-dir')
  if (output === undefined) io.stdout(streamOf(files))
  else await writeFiles(files, output, args, io)
  return failed ? exitCode.found : exitCode.ok
}

async function writeFiles(files: readonly RenderedFile[], folder: string, args: Arguments, io: Io): Promise<void> {
  for (const { path } of files) {
    await refuseLinkOut(join(folder, path), folder, io)
    await io.refuseTarget(join(folder, path))
  }
  for (const { path, text } of files) {
    const file = join(folder, path)
    await io.writeFile(file, text)
    if (!args.has('quiet')) io.stdout(`wrote ${visible(file)}\n`)
  }
}
