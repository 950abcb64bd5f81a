import { serveJobs } from '../../platform/serve-jobs.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationJob } from './job.ts';
import { Patterns } from './patterns.ts';
import { Schemas } from './schemas.ts';

/* The thread that evaluates answers: what apps and models send can be slow to check, and must not stop the gateway. */
const prepared = { schemas: new Schemas(), patterns: new Patterns() };

serveJobs((job: EvaluationJob) => evaluate(job, prepared));
