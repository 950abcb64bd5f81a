import { parentPort } from 'node:worker_threads';

/** What a job's thread is sent. */
export interface JobMessage<Job> {
  readonly id: number;
  readonly job: Job;
}

/** The thread's first message: it has loaded and begins with what waits. */
export const READY = 'ready';

/** What a job's thread answers; without a reply where the job could not be done. */
export type ReplyMessage<Reply> = typeof READY | { readonly id: number; readonly reply?: Reply };

/** Serves a `JobThread` from within its thread. A job that throws has no reply. */
export function serveJobs<Job, Reply>(work: (job: Job) => Reply): void {
  parentPort?.on('message', ({ id, job }: JobMessage<Job>) => {
    parentPort?.postMessage(replyTo(work, id, job));
  });
  parentPort?.postMessage(READY);
}

function replyTo<Job, Reply>(work: (job: Job) => Reply, id: number, job: Job): ReplyMessage<Reply> {
  try {
    return { id, reply: work(job) };
  } catch {
    return { id }; // counted by who asked
  }
}
