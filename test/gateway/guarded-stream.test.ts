import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../core/redaction/redact.ts';
import { findSensitive } from '../../core/redaction/find-sensitive.ts';
import { guardrailsSchema } from '../../core/route/guardrail-schema.ts';
import { systemClock } from '../../gateway/clock.ts';
import type { AnswerForm } from '../../gateway/evaluation/job.ts';
import type { GuardServices } from '../../gateway/guardrails/guard.ts';
import { GuardedStream } from '../../gateway/guardrails/guarded-stream.ts';
import { GuardReport } from '../../gateway/guardrails/report.ts';
import { versionGuards } from '../../gateway/guardrails/version-guards.ts';
import type { UpstreamFailure } from '../../gateway/upstream/failure.ts';
import { fragments } from '../core/redaction/fragments.ts';

type Mode = 'redact' | 'enforce';
const services = { clock: systemClock, random: () => 0 } as GuardServices;

interface Through {
  readonly out: string;
  readonly failure: UpstreamFailure | undefined;
  readonly report: GuardReport;
}

/** What leaves the gateway of a stream of events, written one by one. */
function through(events: readonly string[], mode: Mode, more = {}, form: AnswerForm = 'completion-events'): Through {
  const post = [
    { kind: 'personal-data', name: 'pii', mode, ...more },
    { kind: 'secrets', name: 'keys', mode, ...more },
  ];
  const guardrails = guardrailsSchema.parse({ post });
  const guards = versionGuards({ guardrails } as never, () => {
    throw new Error('nobody is asked');
  });
  const report = new GuardReport();
  let out = '';
  let failure: UpstreamFailure | undefined;
  const stream = new GuardedStream({
    guards: guards?.post ?? [],
    next: {
      write: (bytes) => {
        out += bytes.toString('utf8');
        return true;
      },
      finish: (told) => void (failure = told),
      fail: (told) => void (failure = told),
    },
    report,
    services,
    form,
    call: { requestId: 'r', traceId: 't', route: 'x', routeVersion: 1 },
    endBy: Infinity,
    onStop: () => undefined,
  });
  for (const event of events) stream.write(Buffer.from(event));
  stream.finish();
  return { out, failure, report };
}

const event = (json: object): string => `data: ${JSON.stringify(json)}\n\n`;
const chunk = (index: number, delta: object): string =>
  event({ id: 'c', object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason: null }] });

interface Chunk {
  readonly choices: { index: number; delta: { content?: string }; logprobs?: unknown }[];
}

function payloads(out: string): unknown[] {
  return Array.from(out.matchAll(/^data: (\{.*)$/gm), ([, json = '']) => JSON.parse(json) as unknown);
}

function contents(out: string, index: number): string {
  return (payloads(out) as Chunk[])
    .flatMap(({ choices }) => choices.filter((choice) => choice.index === index))
    .map(({ delta }) => delta.content ?? '')
    .join('');
}

const cutAt = (text: string, at: readonly number[]): string[] => {
  const edges = [...new Set(at.map((point) => point % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...edges].map((edge, index) => text.slice(edge, edges[index]));
};
const points = fc.array(fc.nat(), { maxLength: 30 });
/** Which of two guardrails names what both find is not said. */
const unnamed = (text: string): string => text.replaceAll(/\[[A-Z_]+\]/g, '[X]');
const clean = (text: string): string => unnamed(redact(text, findSensitive(text)));

describe('whatever the pieces in which the choices of an answer come', () => {
  test('each is masked as its whole text, and no other event is changed', () => {
    const bystander = ': a comment\r\n\r\n';
    fc.assert(
      fc.property(fragments, fragments, points, points, (one, other, at, otherAt) => {
        const pieces = [cutAt(one, at), cutAt(other, otherAt)] as const;
        const events: string[] = [bystander];
        for (let index = 0; index < Math.max(pieces[0].length, pieces[1].length); index += 1) {
          for (const choice of [0, 1]) {
            const content = pieces[choice as 0 | 1][index];
            if (content !== undefined) events.push(chunk(choice, { content }));
          }
        }
        const { out } = through([...events, 'data: [DONE]\n\n'], 'redact');
        expect(unnamed(contents(out, 0))).toBe(clean(one));
        expect(unnamed(contents(out, 1))).toBe(clean(other));
        expect(out.startsWith(bystander)).toBe(true);
        expect(out.endsWith('data: [DONE]\n\n')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('what is to be blocked does not leave, nor any part of it', () => {
    fc.assert(
      fc.property(fragments, points, (text, at) => {
        const events = cutAt(text, at).map((content) => chunk(0, { content }));
        const { out, failure } = through(events, 'enforce');
        const [first] = findSensitive(text);
        expect(failure?.kind).toBe(first === undefined ? undefined : 'guardrail');
        const sent = contents(out, 0);
        expect(text.startsWith(sent)).toBe(true);
        expect(sent.length).toBeLessThanOrEqual(first?.start ?? text.length);
      }),
      { numRuns: 300 },
    );
  });
});

test('an event may be on several lines, and its payload is found all the same', () => {
  const { out } = through(
    ['id: 7\r\ndata: {"choices":[{"index":0,\r\ndata: "delta":{"content":"bob@example.com"}}]}\r\n\r\n'],
    'redact',
  );
  expect(contents(out, 0)).toBe('[EMAIL]');
  expect(out).toContain('id: 7');
});

test('log probabilities of what was masked are taken out, since their tokens repeat it', () => {
  const logprobs = { content: [{ token: 'bob@example.com', logprob: -1 }] };
  const events = [event({ choices: [{ index: 0, delta: { content: 'bob@example.com' }, logprobs }] })];
  expect(through(events, 'redact').out).not.toContain('bob');
  const [first] = payloads(through(events, 'redact').out) as Chunk[];
  expect(first?.choices[0]?.logprobs).toBeNull();
});

test('refusals, reasoning, and the names and arguments of tool calls are read too', () => {
  for (const delta of [
    { refusal: 'bob@example.com' },
    { reasoning_content: 'bob@example.com' },
    { tool_calls: [{ index: 0, function: { name: 'bob@example.com', arguments: '' } }] },
    { tool_calls: [{ index: 3, function: { arguments: '{"to":"bob@example.com"}' } }] },
    { function_call: { arguments: '{"to":"bob@example.com"}' } },
    { a_field_of_tomorrow: { words: ['bob@example.com'] } },
  ])
    expect(through([chunk(0, delta)], 'redact').out).not.toContain('bob');
});

test('the events of a response are masked in their deltas and where they repeat the text whole', () => {
  const place = { item_id: 'i', output_index: 0, content_index: 0 };
  const text = 'Write to bob@example.com or 4111 1111 1111 1111, please.';
  const part = { type: 'output_text', text, annotations: [] };
  const item = { id: 'i', type: 'message', role: 'assistant', content: [part] };
  const instructions = 'Help is at help@acme.com.';
  const events = [
    event({ type: 'response.created', response: { id: 'r', instructions, output: [] } }),
    ...text.split(/(?<=.{3})/).map((delta) => event({ type: 'response.output_text.delta', ...place, delta })),
    event({ type: 'response.output_text.done', ...place, text }),
    event({ type: 'response.content_part.done', ...place, part }),
    event({ type: 'response.output_item.done', output_index: 0, item }),
    event({ type: 'response.completed', response: { id: 'r', instructions, output: [item] } }),
  ];
  const { out } = through(events, 'redact', {}, 'response-events');
  const expected = 'Write to [EMAIL] or [CARD], please.';
  const deltas = (payloads(out) as { type: string; delta?: string }[]).map(({ delta }) => delta ?? '').join('');
  expect(deltas).toBe(expected);
  expect(out).not.toMatch(/bob|4111/);
  expect(out).toContain('help@acme.com');
  expect(out.match(/Write to \[EMAIL\] or \[CARD\], please\./g)).toHaveLength(4);
});

describe('an event that can not be read', () => {
  const broken = [
    'data: {"choices":[{"delta":{"content":"bob@ex\n\n',
    'data: no JSON at all\n\n',
    `data: {"choices":${'['.repeat(60)}${']'.repeat(60)}}\n\n`,
  ];

  test.each(broken)('stops the answer where the guardrail is closed: %.40j', (text) => {
    const { out, failure } = through([chunk(0, { content: 'fine' }), text], 'enforce');
    expect(out).toBe('');
    expect(failure).toMatchObject({ kind: 'guardrail', stop: { reason: 'unavailable' } });
  });

  test('passes where it is open', () => {
    const { out, failure, report } = through([chunk(0, { content: 'fine' }), broken[1] ?? ''], 'enforce', {
      onFailure: 'open',
    });
    expect(out).toContain('no JSON');
    expect(failure).toBeUndefined();
    expect(report.verdicts).toMatchObject([{ verdict: 'failed' }, { verdict: 'failed' }]);
  });
});
