import { answerTexts } from './answer-texts.ts';
import type { EvaluationJob, SchemaCheck, Verdicts } from './job.ts';
import type { Schemas } from './schemas.ts';

/** Makes all checks of a job. An answer with several choices passes a check when each choice does. */
export function evaluate(job: EvaluationJob, schemas: Schemas): Verdicts {
  const texts = answerTexts(job.form, new TextDecoder().decode(job.answer));
  if (texts.length === 0) return {};
  const values = texts.map(parsed);
  const verdicts: Record<string, 'pass' | 'fail'> = {};
  for (const check of job.checks) {
    const verdict = makeCheck(check, values, schemas);
    if (verdict !== undefined) verdicts[check.name] = verdict;
  }
  return verdicts;
}

const NOT_JSON = Symbol('not JSON');

function makeCheck({ schema }: SchemaCheck, values: readonly unknown[], schemas: Schemas): 'pass' | 'fail' | undefined {
  const validate = schema === undefined ? undefined : schemas.validator(schema);
  if (schema !== undefined && validate === undefined) return undefined;
  const passes = values.every((value) => value !== NOT_JSON && (validate === undefined || validate(value)));
  return passes ? 'pass' : 'fail';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON;
  }
}
