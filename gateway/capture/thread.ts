import { parentPort } from 'node:worker_threads';
import type { BodyJob, BodyReply } from './job.ts';
import { redactBody } from './redact-body.ts';

/* The thread that redacts bodies: whatever apps and models send, reading it must not hold up the gateway. */

parentPort?.on('message', (job: BodyJob) => {
  parentPort?.postMessage(replyTo(job));
});

function replyTo(job: BodyJob): BodyReply {
  try {
    return { id: job.id, body: redactBody(job) };
  } catch {
    return { id: job.id }; // counted by who asked
  }
}
