import { storableText } from '../storable-text.ts';
import type { BodyJob, RedactedBody } from './job.ts';
import { ValueRedactor } from './redact-value.ts';
import { answerOf, promptOf } from './transcript.ts';

/** What is kept of a prompt, and of an answer, in characters. */
const MOST_KEPT = 32 * 1024;

/**
 * Prompt and answer as they may be kept. Redacted first and cut after, so that no cut leaves half a secret unseen.
 * @throws where one of them can not be read
 */
export function redactBody({ request, form, answer }: BodyJob): RedactedBody {
  const redactor = new ValueRedactor();
  const decoder = new TextDecoder();
  const prompt = textOf(redactor.redact(promptOf(decoder.decode(request))));
  const answered = form === undefined || answer.length === 0 ? '' : answerOf(form, decoder.decode(answer));
  const answerRedactor = new ValueRedactor();
  const answerText = textOf(answerRedactor.redact(answered));
  return {
    prompt: storableText(prompt, MOST_KEPT),
    answer: storableText(answerText, MOST_KEPT),
    truncated:
      redactor.truncated || answerRedactor.truncated || prompt.length > MOST_KEPT || answerText.length > MOST_KEPT,
    redactions: redactor.redactions + answerRedactor.redactions,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
