import { JobThread } from '../../platform/job-thread.ts';
import type { BodyJob, RedactedBody } from './job.ts';

/** Redacts bodies off the request path. `take` is told of each that may be kept; what could not be is counted. */
export interface BodyRedactor {
  redact(job: BodyJob, take: (body: RedactedBody) => void): void;
  /** Bodies that found no room, could not be read, or whose thread died of them. */
  readonly dropped: number;
  /** Lets what waits be done, for at most `limitMs`. */
  close(limitMs: number): Promise<void>;
}

const LIMITS = { waiting: 1_000, waitingBytes: 64 * 1024 * 1024, stallMs: 10_000 };

/** In a thread of its own, which starts with the first body: a gateway that captures none has none. */
export class ThreadBodyRedactor implements BodyRedactor {
  readonly #thread = new JobThread<BodyJob, RedactedBody>(new URL('./thread.ts', import.meta.url), LIMITS);

  get dropped(): number {
    return this.#thread.dropped;
  }

  redact(job: BodyJob, take: (body: RedactedBody) => void): void {
    const bytes = job.request.length + job.answer.length;
    if (!this.#thread.admits(bytes)) return;
    void this.#thread.run(job, bytes).then((body) => {
      if (body !== undefined) take(body);
    });
  }

  close(limitMs: number): Promise<void> {
    return this.#thread.close(limitMs);
  }
}
