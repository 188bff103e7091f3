/** Messages of protocol buffers, as far as the CSI calls of a kubelet need them: strings, booleans, nested messages. */
export type Field = string | boolean | number | Message
/** Fields by number; a repeated one is a list. */
export interface Message {
  readonly [number: number]: Field | readonly Field[]
}

/** The bytes of a message. */
export function encode(message: Message): Buffer {
  return Buffer.concat(
    Object.entries(message).flatMap(([number, value]) =>
      (isRepeated(value) ? value : [value]).map(one => encodeField(Number(number), one)),
    ),
  )
}

function isRepeated(value: Field | readonly Field[]): value is readonly Field[] {
  return Array.isArray(value)
}

const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

function encodeField(number: number, value: Field): Buffer {
  if (typeof value === 'boolean' || typeof value === 'number')
    return Buffer.concat([varint((number << 3) | wire.varint), varint(Number(value))])
  const bytes = typeof value === 'string' ? Buffer.from(value) : encode(value)
  return Buffer.concat([varint((number << 3) | wire.bytes), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return Buffer.from([...bytes, rest])
}

/** What was read of a message: the values of each field, in their order. */
export class Fields {
  readonly #bytes = new Map<number, Buffer[]>()
  readonly #numbers = new Map<number, number>()

  constructor(message: Buffer) {
    let at = 0
    const next = (): number => {
      let [value, shift] = [0, 0]
      for (;;) {
        const byte = message[at++] ?? 0
        value += (byte & 0x7f) * 2 ** shift
        shift += 7
        if (byte < 0x80) return value
      }
    }
    while (at < message.length) {
      const tag = next()
      const [number, type] = [tag >>> 3, tag & 7]
      if (type === wire.varint) this.#numbers.set(number, next())
      else {
        const length = type === wire.bytes ? next() : type === wire.fixed64 ? 8 : 4
        this.#bytes.set(number, [...(this.#bytes.get(number) ?? []), message.subarray(at, at + length)])
        at += length
      }
    }
  }

  text(number: number): string {
    return this.#bytes.get(number)?.at(-1)?.toString('utf8') ?? ''
  }

  isTrue(number: number): boolean {
    return this.#numbers.get(number) === 1
  }

  message(number: number): Fields {
    return new Fields(this.#bytes.get(number)?.at(-1) ?? Buffer.alloc(0))
  }

  /** A field of type `map<string, string>`. */
  map(number: number): ReadonlyMap<string, string> {
    const entries = (this.#bytes.get(number) ?? []).map(bytes => new Fields(bytes))
    return new Map(entries.map(entry => [entry.text(1), entry.text(2)]))
  }
}
