import { processIo } from './process/process-io.ts'
import { program } from './program.ts'

processIo()
  .then(io => program(process.argv.slice(2), io))
  .then(code => {
    process.exitCode = code
  })
