#!/usr/bin/env node
const { existsSync } = require('node:fs')
const { join } = require('node:path')

// A packed plugin (`npm run plugin`) holds the program; in the npm package it is beside the plugins, once.
const places = [join(__dirname, 'dist/cli.cjs'), join(__dirname, '../../../dist/cli.cjs')]
const program = places.find(file => existsSync(file))
if (program !== undefined) require(program)
else {
  process.stderr.write(`seaworthy: ${places[1]}: no such file; the plugin needs the package around it\n`)
  process.exitCode = 2
}
