import { damagedImage } from '../limits.ts'

/** Reads a stream of chunks by count, and holds no more of it than the chunk at hand. */
export class ByteReader {
  readonly #cut: string
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)
  #position = 0
  #passed = 0

  /** `cut` is what is wrong with a stream that ends too early. */
  constructor(chunks: AsyncIterable<Uint8Array>, cut: string) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#cut = cut
  }

  /** Bytes that were taken or left out so far. */
  offset(): number {
    return this.#passed + this.#position
  }

  /**
   * The next `count` bytes; undefined at the end. An end in the middle of them is an error. They may be a part of the chunk at
   * hand: whoever keeps them keeps that, unless it copies them.
   */
  async take(count: number): Promise<Uint8Array | undefined> {
    const start = this.#position
    if (count > 0 && start + count <= this.#chunk.length) {
      this.#position = start + count
      return this.#chunk.subarray(start, this.#position)
    }
    const taken = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      if (!(await this.#refill())) {
        if (filled === 0) return undefined
        throw damagedImage(this.#cut)
      }
      const part = this.#chunk.subarray(this.#position, this.#position + count - filled)
      taken.set(part, filled)
      filled += part.length
      this.#position += part.length
    }
    return taken
  }

  /** Leave out the next `count` bytes. */
  async skip(count: number): Promise<void> {
    let left = count
    while (left > 0) {
      if (!(await this.#refill())) throw damagedImage(this.#cut)
      const step = Math.min(left, this.#chunk.length - this.#position)
      this.#position += step
      left -= step
    }
  }

  /** Read to the end: only then is the digest of what was read known. */
  async drain(): Promise<void> {
    while (await this.#refill()) this.#position = this.#chunk.length
  }

  /** Let go of the stream, which may be a connection: whoever stops in the middle must. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  /** Make the chunk at hand one that has bytes left; false at the end. */
  async #refill(): Promise<boolean> {
    while (this.#position >= this.#chunk.length) {
      const next = await this.#chunks.next()
      if (next.done === true) return false
      this.#passed += this.#chunk.length
      this.#chunk = next.value
      this.#position = 0
    }
    return true
  }
}
