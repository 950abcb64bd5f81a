import { serveJobs } from '../../platform/serve-jobs.ts';
import { redactBody } from './redact-body.ts';

/* The thread that redacts bodies: whatever apps and models send, reading it must not hold up the gateway. */
serveJobs(redactBody);
