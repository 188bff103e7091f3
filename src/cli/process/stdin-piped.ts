import { isCharacterDevice } from '../files/descriptor.ts'

/** A program that feeds us has begun by then; one that keeps a pipe open and says nothing does not make a person wait. */
const patience = 500

/** Whether something comes through the standard input. A terminal, an empty file and a closed pipe feed nothing. */
export async function hasPipedInput(): Promise<boolean> {
  if (isCharacterDevice(0)) return false
  const { stdin } = process
  return new Promise(done => {
    const settle = (hasInput: boolean) => {
      clearTimeout(timer)
      stdin.removeAllListeners().destroy()
      done(hasInput)
    }
    const timer = setTimeout(settle, patience, false)
    stdin.once('data', () => settle(true))
    stdin.once('end', () => settle(false))
    stdin.once('error', () => settle(false))
  })
}
