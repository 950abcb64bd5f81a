import { parentPort } from 'node:worker_threads';
import { evaluate } from './evaluate.ts';
import { type EvaluationJob, type EvaluationReply, READY } from './job.ts';
import { Patterns } from './patterns.ts';
import { Schemas } from './schemas.ts';

/* The thread that evaluates answers: what apps and models send can be slow to check, and must not stop the gateway. */

const prepared = { schemas: new Schemas(), patterns: new Patterns() };

parentPort?.on('message', (job: EvaluationJob) => {
  parentPort?.postMessage({ id: job.id, verdicts: verdictsOf(job) } satisfies EvaluationReply);
});

parentPort?.postMessage(READY);

/** An answer that can not be read at all says nothing about the checks. */
function verdictsOf(job: EvaluationJob): EvaluationReply['verdicts'] {
  try {
    return evaluate(job, prepared);
  } catch {
    return {};
  }
}
