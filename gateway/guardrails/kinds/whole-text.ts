import type { Guardrail } from '../../../core/guardrail/guardrail.ts';
import { byteLength, isTooLong, isTooShort } from '../../../core/guardrail/length.ts';
import { holdsAll } from '../../../core/guardrail/pattern-rule.ts';
import { safePattern } from '../../../core/safe-pattern.ts';
import type { Ask, Subject } from '../guard.ts';

/** Each answer must hold all patterns; of a request, its texts together. */
export function requiredPattern({ patterns, ignoreCase }: Guardrail & { kind: 'required-pattern' }): Ask {
  const compiled = patterns.map((pattern) => safePattern(pattern, { ignoreCase }));
  return async (subject) => ({ flagged: !wholeTexts(subject).every((text) => holdsAll(compiled, text)) });
}

/** Each answer, or the texts of a request together. */
export function length(limits: Guardrail & { kind: 'length' }): Ask {
  return async (subject) => {
    const lengths = wholeTexts(subject).map((text) => ({ characters: text.length, bytes: byteLength(text) }));
    const tooLong = lengths.filter((one) => isTooLong(limits, one)).length;
    const tooShort = lengths.filter((one) => isTooShort(limits, one)).length;
    return {
      flagged: tooLong + tooShort > 0,
      findings: { ...(tooLong > 0 && { too_long: tooLong }), ...(tooShort > 0 && { too_short: tooShort }) },
    };
  };
}

/** A choice that calls tools is no text. */
function wholeTexts({ texts, answer }: Subject): string[] {
  if (answer === undefined) return [texts.map(({ text }) => text).join('\n')];
  return answer.choices.filter(({ toolCalls }) => toolCalls.length === 0).map(({ text, refusal }) => text + refusal);
}
