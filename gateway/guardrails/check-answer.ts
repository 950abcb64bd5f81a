import { masked } from '../../core/guardrail/mask.ts';
import type { Match } from '../../core/guardrail/text-rule.ts';
import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import { choicesOf } from '../evaluation/choices.ts';
import type { AnswerForm } from '../evaluation/job.ts';
import { type AnswerStrings, answerStrings, isJsonText } from './answer-strings.ts';
import { askGuards } from './ask-guards.ts';
import { checkTexts } from './check-texts.ts';
import type { Guard, GuardedAnswer, GuardedCallInfo, GuardServices, Subject } from './guard.ts';
import { type Splice, spliced, stringValue } from './json-strings.ts';
import type { GuardReport } from './report.ts';

export interface AnswerCheck {
  readonly stop: GuardrailStop | undefined;
  /** As the app shall get it, one character for each byte. */
  readonly text: string;
}

/**
 * Asks guardrails about a whole answer, which has one character for each byte: first those that search its texts, then
 * the others, who read what those left. One that has not spoken by `endBy`, a point of the monotonic clock, has failed.
 */
export async function checkAnswer(
  guards: readonly Guard[],
  form: AnswerForm,
  text: string,
  call: GuardedCallInfo,
  report: GuardReport,
  services: GuardServices,
  endBy: number,
): Promise<AnswerCheck> {
  if (guards.length === 0) return { stop: undefined, text };
  const strings = answerStrings(text);
  const texts = strings.texts.map((place) => ({ role: 'assistant', text: stringValue(text, place) }));
  const { stop, masks } = await checkTexts(guards, texts, report, services.clock, endBy);
  if (stop !== undefined) return { stop, text };
  const left = masks.size === 0 ? text : spliced(text, maskSplices(text, strings, masks));
  if (guards.every(({ ask }) => ask === undefined)) return { stop: undefined, text: left };
  const subject = answerSubject(form, [Buffer.from(left, 'latin1')], call);
  return { stop: await askGuards(guards, subject, report, services, endBy), text: left };
}

/** An answer as guardrails are asked about it, its texts by choice. */
export function answerSubject(form: AnswerForm, bytes: readonly Buffer[], call: GuardedCallInfo): Subject {
  const choices = choicesOf(form, Buffer.concat(bytes).toString('utf8'));
  const answer: GuardedAnswer = { form, bytes, choices };
  const texts = choices.flatMap(({ text, refusal, toolCalls }) =>
    [text, refusal, ...toolCalls.map((one) => one.arguments)].filter((part) => part !== ''),
  );
  return { stage: 'post', call, answer, texts: texts.map((one) => ({ role: 'assistant', text: one })) };
}

function maskSplices(text: string, strings: AnswerStrings, masks: ReadonlyMap<number, readonly Match[]>): Splice[] {
  const splices: Splice[] = [];
  for (const [index, matches] of masks) {
    const place = strings.texts[index];
    if (place === undefined) continue;
    splices.push({
      start: place.start,
      end: place.end,
      value: masked(stringValue(text, place), 0, matches, isJsonText(place.path)),
    });
  }
  return [...splices, ...withoutLogprobs(text, strings)];
}

/** Their tokens repeat what was masked. */
export function withoutLogprobs(text: string, { logprobs }: AnswerStrings): Splice[] {
  return logprobs.map(({ start, end }) => ({ start, end, value: text.charAt(start) === '[' ? [] : null }));
}
