import { describe, expect, test } from '@jest/globals';
import { evaluatorSchema, evaluatorsSchema } from '../../../core/evaluation/evaluator-schema.ts';
import type { EvaluatorSpec } from '../../../core/evaluation/evaluator.ts';
import { evaluate } from '../../../gateway/evaluation/evaluate.ts';
import type { AnswerForm, Check, Verdicts } from '../../../gateway/evaluation/job.ts';
import { Patterns } from '../../../gateway/evaluation/patterns.ts';
import { Schemas } from '../../../gateway/evaluation/schemas.ts';

const prepared = { schemas: new Schemas(), patterns: new Patterns() };

function verdicts(form: AnswerForm, answer: string, checks: readonly Check[]): Verdicts {
  return evaluate({ form, answer: new TextEncoder().encode(answer), checks }, prepared);
}

const completion = (message: object, finish_reason = 'stop'): string =>
  JSON.stringify({ choices: [{ index: 0, message, finish_reason }] });
const spec = <Kind extends EvaluatorSpec['kind']>(given: { kind: Kind } & Record<string, unknown>) =>
  evaluatorSchema.parse({ name: 'c', ...given }) as EvaluatorSpec & { kind: Kind };
const ofText = (check: Check, text: string, finish?: string): string | undefined =>
  verdicts('completion', completion({ content: text }, finish), [check])['c'];

describe('calls of tools', () => {
  const order = {
    type: 'object',
    properties: { id: { type: 'integer' } },
    required: ['id'],
    additionalProperties: false,
  };
  const tools = JSON.stringify([
    { type: 'function', function: { name: 'find_order', parameters: order } },
    { type: 'function', function: { name: 'ping' } },
  ]);
  const check = (required = false): Check => ({ kind: 'tool-calls', name: 'c', required, tools });
  const calling = (name: string, args: string): string =>
    completion({ content: null, tool_calls: [{ id: 't', type: 'function', function: { name, arguments: args } }] });

  test.each([
    ['arguments that satisfy the tool', calling('find_order', '{"id": 7}'), 'pass'],
    ['a tool without parameters, called without arguments', calling('ping', ''), 'pass'],
    ['a tool that the request does not have', calling('delete_all', '{}'), 'fail'],
    ['arguments that are no JSON', calling('find_order', '{"id": 7'), 'fail'],
    ['arguments that break the schema', calling('find_order', '{"id": "seven"}'), 'fail'],
    ['arguments that the schema does not know', calling('find_order', '{"id": 7, "x": 1}'), 'fail'],
  ])('%s', (_what, answer, verdict) => {
    expect(verdicts('completion', answer, [check()])).toEqual({ c: verdict });
  });

  test('an answer without calls is not judged, unless it must call', () => {
    expect(ofText(check(), 'Hello')).toBeUndefined();
    expect(ofText(check(true), 'Hello')).toBe('fail');
  });

  test('calls that come in pieces are read as one', () => {
    const pieces = [
      { tool_calls: [{ index: 0, id: 't', type: 'function', function: { name: 'find_order', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"id"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ': 7}' } }] },
    ];
    const stream = pieces.map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`).join('');
    expect(verdicts('completion-events', `${stream}data: [DONE]\n\n`, [check()])).toEqual({ c: 'pass' });
  });

  test('responses are read by their own shapes', () => {
    const flat = JSON.stringify([{ type: 'function', name: 'find_order', parameters: order }]);
    const response = { status: 'completed', output: [{ type: 'function_call', name: 'find_order', arguments: '{}' }] };
    const answer = JSON.stringify(response);
    expect(verdicts('response', answer, [{ kind: 'tool-calls', name: 'c', required: false, tools: flat }])).toEqual({
      c: 'fail',
    });
  });
});

describe('text', () => {
  test.each([
    ['[0-9]{6}', [], 'Your ticket is 123456.', 'pass'],
    ['[0-9]{6}', [], 'Your ticket is open.', 'fail'],
    [undefined, ['(?i)internal use'], 'For INTERNAL USE only', 'fail'],
    [undefined, ['(?i)internal use'], 'For everybody', 'pass'],
  ])('required %s and denied %j: "%s" is a %s', (required, denied, text, verdict) => {
    expect(ofText(spec({ kind: 'pattern', required: required === undefined ? [] : [required], denied }), text)).toBe(
      verdict,
    );
  });

  test('an expression that makes other engines hang takes no longer than any', () => {
    const check = spec({ kind: 'pattern', denied: ['^(a+)+$'] });
    expect(ofText(check, `${'a'.repeat(50_000)}!`)).toBe('pass');
  });

  test('lengths count what people see', () => {
    const check = spec({ kind: 'length', maxChars: 3, minWords: 1 });
    expect(['👍👍👍', '👍👍👍👍', ''].map((text) => ofText(check, text))).toEqual(['pass', 'fail', 'fail']);
  });

  test('a language is told where there is enough of it', () => {
    const check = spec({ kind: 'language', languages: ['en'] });
    const english = 'Your order left our warehouse this morning and will be with you tomorrow before noon.';
    const german = 'Ihre Bestellung hat heute Morgen unser Lager verlassen und ist morgen Vormittag bei Ihnen.';
    expect(
      [english, german, 'OK', '```\nconst bestellung = laden(nummer);\n```'].map((text) => ofText(check, text)),
    ).toEqual(['pass', 'fail', undefined, undefined]);
  });

  test.each([
    ['I’m sorry, but I can’t help with that.', 'fail'],
    ["I'm sorry, I am unable to process this request.", 'fail'],
    ['As an AI language model, I cannot give legal advice.', 'fail'],
    ['Es tut mir leid, aber das kann ich nicht beantworten.', 'fail'],
    ['Computer says no.', 'fail'],
    ["I'm sorry to hear that your parcel is late. It arrives tomorrow.", 'pass'],
    ['You cannot return opened items, but I can offer a voucher.', 'pass'],
  ])('whether it declines: "%s" is a %s', (text, verdict) => {
    expect(ofText(spec({ kind: 'refusal', phrases: ['computer says no'] }), text)).toBe(verdict);
  });

  test('a refusal in a field of its own counts', () => {
    const answer = completion({ content: null, refusal: 'No.' });
    expect(verdicts('completion', answer, [spec({ kind: 'refusal' })])).toEqual({ c: 'fail' });
  });

  test('an answer that was cut is told from one that ended', () => {
    const check = spec({ kind: 'truncation' });
    expect(ofText(check, 'All done.')).toBe('pass');
    expect(ofText(check, 'All do', 'length')).toBe('fail');
    expect(ofText(check, '```js\nconst a = 1;')).toBe('fail');
  });

  test.each([
    [{ mode: 'exact' }, ' Paris\n', 'pass'],
    [{ mode: 'exact' }, 'Paris.', 'fail'],
    [{ mode: 'contains' }, 'It is PARIS, of course', 'pass'],
    [{ mode: 'fuzzy', similarity: 0.8 }, 'Pariz', 'pass'],
    [{ mode: 'fuzzy', similarity: 0.9 }, 'Pariz', 'fail'],
  ])('a match %j of "%s" is a %s', (given, text, verdict) => {
    const { mode, similarity, ignoreCase } = spec({ kind: 'match', expected: { text: 'Paris' }, ...given });
    const check: Check = { kind: 'match', name: 'c', expected: 'Paris', mode, similarity, ignoreCase };
    expect(ofText(check, text)).toBe(verdict);
  });

  test('a check that can not be made takes no other with it', () => {
    const broken: Check = { kind: 'tool-calls', name: 'broken', required: false, tools: '[' };
    const answer = completion({ content: 'x', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] });
    const tools: Check = { kind: 'tool-calls', name: 'c', required: true, tools: '[]' };
    expect(verdicts('completion', answer, [broken, tools])).toEqual({ c: 'fail' });
  });
});

describe('what is declared wrongly is said in one sentence', () => {
  test.each([
    [[{ kind: 'pattern', name: 'p', required: ['(?=x)'] }], 'no regular expression of RE2'],
    [[{ kind: 'pattern', name: 'p' }], 'it names neither required nor denied patterns'],
    [[{ kind: 'length', name: 'l' }], 'it needs minChars, maxChars, minWords or maxWords'],
    [[{ kind: 'language', name: 'l', languages: ['english'] }], 'a language is its ISO 639-1 code'],
    [
      [
        { kind: 'refusal', name: 'same' },
        { kind: 'truncation', name: 'same' },
      ],
      'there are two evaluators "same"',
    ],
    [[{ kind: 'refusal', name: 'schema_invalid' }], 'this name is taken'],
  ])('%j', (given, sentence) => {
    const { error } = evaluatorsSchema.safeParse(given);
    expect(error?.issues.map(({ message }) => message).join()).toContain(sentence);
  });
});
