/** Pieces of bytes in their order, up to a limit. */
export class ByteList {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether more was added than the limit allows. */
  get overflown(): boolean {
    return this.#length > this.#limit;
  }

  add(part: Buffer): void {
    this.#length += part.length;
    this.#parts.push(part);
  }

  /** All pieces, which leave the list. */
  take(): Buffer[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  joined(): Buffer {
    const [first] = this.#parts;
    return first !== undefined && this.#parts.length === 1 ? first : Buffer.concat(this.#parts);
  }
}
