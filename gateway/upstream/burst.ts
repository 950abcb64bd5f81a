const MAX_BYTES = 64 * 1024;

/** Who reads what has come. */
export interface BurstReader {
  readBurst(): void;
}

/**
 * Gathers the pieces of a stream that come in one turn of the event loop: one read of a socket often holds many. They are
 * read, and written to the app, as one; none waits for another read.
 */
export class Burst {
  readonly #reader: BurstReader;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(reader: BurstReader) {
    this.#reader = reader;
  }

  /** The reader is told when the turn is over, or before where much has come. */
  add(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#parts.length === 1) process.nextTick(Burst.#end, this);
    if (this.#bytes > MAX_BYTES) this.#reader.readBurst();
  }

  /** All that has come and was not read. */
  take(): Buffer | undefined {
    const [first] = this.#parts;
    if (first === undefined) return undefined;
    const bytes = this.#parts.length === 1 ? first : Buffer.concat(this.#parts, this.#bytes);
    this.drop();
    return bytes;
  }

  drop(): void {
    this.#parts = [];
    this.#bytes = 0;
  }

  static #end(burst: Burst): void {
    burst.#reader.readBurst();
  }
}
