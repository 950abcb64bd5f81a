import { type Choice, choicesOf } from './choices.ts';
import type { Check, EvaluationJob, Verdict, Verdicts } from './job.ts';
import { checkLanguage } from './language.ts';
import { checkMatch } from './match.ts';
import type { Patterns } from './patterns.ts';
import { checkRefusal } from './refusal.ts';
import type { Schemas } from './schemas.ts';
import { checkLength, checkTruncation } from './text-checks.ts';
import { checkToolCalls } from './tool-calls.ts';

/** What checks share between answers: what is slow to prepare. */
export interface Prepared {
  readonly schemas: Schemas;
  readonly patterns: Patterns;
}

/** Makes all checks of a job. An answer with several choices passes a check when each choice that it concerns does. */
export function evaluate(job: EvaluationJob, prepared: Prepared): Verdicts {
  const choices = choicesOf(job.form, new TextDecoder().decode(job.answer));
  const verdicts: Record<string, Verdict> = {};
  for (const check of job.checks) {
    const verdict = attempted(() => together(choices.map((choice) => checkChoice(check, choice, prepared))));
    if (verdict !== undefined) verdicts[check.name] = verdict;
  }
  return verdicts;
}

/** A check that can not be made says nothing, and takes no other with it. */
function attempted(check: () => Verdict | undefined): Verdict | undefined {
  try {
    return check();
  } catch {
    return undefined;
  }
}

/** `undefined` where the check has nothing to say of the choice: no data, not a pass. */
function checkChoice(check: Check, choice: Choice, { schemas, patterns }: Prepared): Verdict | undefined {
  if (check.kind === 'tool-calls') return checkToolCalls(check, choice, schemas);
  // What a choice says beside its tool calls is not the answer: nothing else is to be said of it.
  if (choice.toolCalls.length > 0) return undefined;
  switch (check.kind) {
    case 'json-schema':
      return schemas.check(check.schema, choice.text);
    case 'pattern':
      return patterns.check(check, choice.text);
    case 'length':
      return checkLength(check, choice.text);
    case 'language':
      return checkLanguage(check, choice.text);
    case 'refusal':
      return checkRefusal(check, choice);
    case 'truncation':
      return checkTruncation(choice);
    case 'match':
      return checkMatch(check, choice.text);
  }
}

function together(verdicts: readonly (Verdict | undefined)[]): Verdict | undefined {
  const said = verdicts.filter((verdict) => verdict !== undefined);
  if (said.length === 0) return undefined;
  return said.includes('fail') ? 'fail' : 'pass';
}
