import type { Behaviour } from './behaviour.ts';
import type { Dice } from './dice.ts';
import { instanceOf } from './json-instance.ts';
import type { Question } from './question.ts';

/** What the simulated model says to one question. */
export interface Answer {
  /** The text in the pieces in which a stream sends it; one piece is one token. */
  readonly tokens: readonly string[];
  readonly refused: boolean;
  readonly finishReason: 'stop' | 'length';
  readonly usage: Usage;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  /** US dollars. */
  readonly cost?: number;
}

const WORDS = 'the tide rises behind the gate and each boat waits for its turn to pass calmly into the harbour'.split(
  ' ',
);
const CHARACTERS_PER_TOKEN = 4;
const PER_MILLION = 1e-6;

export function answerTo(question: Question, behaviour: Behaviour, dice: Dice): Answer {
  const refused = dice.happens(behaviour.refusalRate);
  const truncated = dice.happens(behaviour.truncationRate);
  const whole = refused ? pieces('I cannot help with that.') : textTokens(question, behaviour, dice);
  const tokens = truncated ? whole.slice(0, Math.max(1, Math.floor(whole.length / 2))) : whole;
  return {
    tokens,
    refused,
    finishReason: truncated ? 'length' : 'stop',
    usage: usageOf(question.prompt, tokens.length * question.choices, behaviour),
  };
}

function textTokens({ schema }: Question, behaviour: Behaviour, dice: Dice): string[] {
  if (schema !== undefined) return pieces(jsonText(schema, dice.happens(behaviour.jsonValidRate)));
  const length = Math.max(1, Math.round(dice.logNormal(behaviour.answerTokens)));
  return Array.from({ length }, (_, index) => `${index === 0 ? '' : ' '}${WORDS[index % WORDS.length]}`);
}

/** An answer that breaks its JSON is cut before its end, as a model that forgets the closing brace does. */
function jsonText(schema: unknown, valid: boolean): string {
  const text = JSON.stringify(instanceOf(schema));
  return valid ? text : `Sure! Here it is: ${text.slice(0, -1)}`;
}

function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,4}/g) ?? [''];
}

export function usageOf(prompt: string, completionTokens: number, { price }: Behaviour): Usage {
  const promptTokens = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    ...(price && {
      cost: (promptTokens * price.inputPerMillionUsd + completionTokens * price.outputPerMillionUsd) * PER_MILLION,
    }),
  };
}
