import { ApiError } from './api-error.ts';

export interface AdmissionLimits {
  /** Calls that may be open at once, streams included. */
  readonly openCalls: number;
  /** Bytes of request bodies that may be held at once. Each is in memory about three times while its call is open. */
  readonly bodyBytes: number;
}

const DEFAULT_ADMISSION: AdmissionLimits = { openCalls: 2_048, bodyBytes: 256 * 1024 * 1024 };

const RETRY_AFTER_MS = 1_000;

/** Bounds what calls hold of this replica's memory: what finds no room is refused at once, and told when to come back. */
export class Admission {
  openCalls = 0;
  bodyBytes = 0;
  /** Calls refused since the start. */
  refused = 0;
  readonly limits: AdmissionLimits;

  constructor({ openCalls, bodyBytes }: { openCalls?: number | undefined; bodyBytes?: number | undefined } = {}) {
    this.limits = {
      openCalls: openCalls ?? DEFAULT_ADMISSION.openCalls,
      bodyBytes: bodyBytes ?? DEFAULT_ADMISSION.bodyBytes,
    };
  }

  /** @throws ApiError 503 when there is no room */
  enter(): Place {
    if (this.openCalls >= this.limits.openCalls) throw this.refusal();
    this.openCalls += 1;
    return new Place(this);
  }

  refusal(): ApiError {
    this.refused += 1;
    return new ApiError('The gateway has more calls open than it can hold. Try again in a moment.', {
      status: 503,
      type: 'server_error',
      code: 'overloaded',
      retryAfterMs: RETRY_AFTER_MS,
    });
  }
}

/** What one call holds, from its head to the end of its answer. */
export class Place {
  readonly #admission: Admission;
  #bytes = 0;
  #left = false;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /**
   * Holds room for a body of so many bytes in all.
   * @throws ApiError 503 when there is none
   */
  hold(bytes: number): void {
    const more = bytes - this.#bytes;
    if (more <= 0 || this.#left) return;
    if (this.#admission.bodyBytes + more > this.#admission.limits.bodyBytes) throw this.#admission.refusal();
    this.#admission.bodyBytes += more;
    this.#bytes = bytes;
  }

  /** Of a body that still comes after that, nothing is kept. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#admission.bodyBytes -= this.#bytes;
    this.#admission.openCalls -= 1;
  }
}
