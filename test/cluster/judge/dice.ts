/** Chance that can be thrown again: equal seeds give equal throws (mulberry32). */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below 1. */
  throw(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** Whether something of that probability happens. */
  chance(probability: number): boolean {
    return this.throw() < probability
  }

  /** One of several. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.throw() * items.length)] ?? items[0]
  }

  /** From `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.throw() * (most - least + 1))
  }

  /** What is made with that probability, else nothing: for fields that may be absent. */
  maybe<Field extends object>(probability: number, make: () => Field): Field | Record<string, never> {
    return this.chance(probability) ? make() : {}
  }
}
