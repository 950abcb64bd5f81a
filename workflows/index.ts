/* What a worker registers: a workflow's type is the name of its function here. */
export { release } from './release.ts';
export { judging } from './judging.ts';
