/** Admits the first few values of a label and calls all later ones `other`. */
export class LabelBound {
  static readonly OTHER = 'other';
  readonly #limit: number;
  readonly #admitted = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  admit(value: string): string {
    if (this.#admitted.has(value)) return value;
    if (this.#admitted.size >= this.#limit) return LabelBound.OTHER;
    this.#admitted.add(value);
    return value;
  }
}
