import type { Guardrail } from '../../../core/guardrail/guardrail.ts';
import type { Check } from '../../evaluation/job.ts';
import type { Ask, GuardedAnswer, GuardServices, Judgement } from '../guard.ts';

/* Checks that compile schemas and read what models wrote: they run in the thread of the evaluators. */

/** The text of each choice that calls no tools must be JSON that satisfies the schema. */
export function jsonSchema({ name, schema }: Guardrail & { kind: 'json-schema' }): Ask {
  const check: Check = { kind: 'json-schema', name, schema: JSON.stringify(schema) };
  return async ({ answer }, services) => {
    if (answer === undefined || answer.choices.every(({ toolCalls }) => toolCalls.length > 0))
      return { flagged: false };
    return verdictOf(check, answer, services);
  };
}

/** Every call must be of an allowed tool, with arguments that satisfy its schema. */
export function tools({ name, allowed }: Guardrail & { kind: 'tools' }): Ask {
  const names = new Set(allowed.map((tool) => tool.name));
  const declared = allowed.map((tool) => ({
    type: 'function',
    function: { name: tool.name, parameters: tool.arguments },
  }));
  const check: Check = { kind: 'tool-calls', name, required: false, tools: JSON.stringify(declared) };
  return async ({ answer }, services) => {
    const calls = answer?.choices.flatMap(({ toolCalls }) => toolCalls) ?? [];
    if (answer === undefined || calls.length === 0) return { flagged: false };
    const denied = calls.filter((call) => !names.has(call.name)).length;
    if (denied > 0) return { flagged: true, findings: { tool: denied } };
    const judged = await verdictOf(check, answer, services);
    return judged.flagged ? { flagged: true, findings: { arguments: 1 } } : judged;
  };
}

async function verdictOf(
  check: Check,
  { form, bytes }: GuardedAnswer,
  { evaluator }: GuardServices,
): Promise<Judgement> {
  const verdicts = await evaluator.evaluate(form, bytes, [check]);
  const verdict = verdicts[check.name];
  if (verdict === undefined) throw new Error('The answer could not be checked.');
  return { flagged: verdict === 'fail' };
}
