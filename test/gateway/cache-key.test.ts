import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cacheKey, type CacheScope } from '../../gateway/cache/cache-key.ts';
import { MemoryAnswers } from '../../gateway/cache/answer-store.ts';

const SCOPE: CacheScope = { owner: 'tenant acme', space: 'r 1 stable', endpoint: '/chat/completions', form: 'plain' };
const keyOf = (fields: unknown, scope = SCOPE) => cacheKey(scope, Buffer.from(JSON.stringify(fields)), 'messages');

const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: fc.string() });
const request = fc.record({
  model: fc.constant('m'),
  messages: fc.array(message, { minLength: 1, maxLength: 4 }),
  temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: undefined }),
  tools: fc.option(fc.array(fc.jsonValue(), { maxLength: 2 }), { nil: undefined }),
  response_format: fc.option(fc.jsonValue(), { nil: undefined }),
  unknown: fc.option(fc.jsonValue(), { nil: undefined }),
});
const text = (value: unknown): string => JSON.stringify(value);

test('any two requests that differ in anything have different keys, the same request has the same', () => {
  fc.assert(
    fc.property(request, request, (one, other) => {
      const same = text(sorted(one)) === text(sorted(other));
      expect(keyOf(one)?.exact === keyOf(other)?.exact).toBe(same);
      expect(keyOf(one)).toEqual(keyOf(structuredClone(one)));
    }),
    { numRuns: 500 },
  );
});

test('a change of any one field, at any depth, changes the key', () => {
  fc.assert(
    fc.property(request, fc.string({ minLength: 1 }), fc.nat(), (one, mark, where) => {
      const fields = Object.entries(one).filter(([name, value]) => name !== 'model' && value !== undefined);
      const [name, value] = fields[where % fields.length] ?? ['messages', []];
      const changed = Array.isArray(value) ? [...(value as unknown[]), { mark }] : { mark, value };
      expect(keyOf({ ...one, [name]: changed })?.exact).not.toBe(keyOf(one)?.exact);
      expect(keyOf({ ...one, [`x${mark}`]: 1 })?.exact).not.toBe(keyOf(one)?.exact);
    }),
  );
});

test('the order of members means nothing, that of messages does', () => {
  fc.assert(
    fc.property(request, (one) => {
      const reversed = Object.fromEntries(Object.entries(one).toReversed());
      const messages = one.messages.map(({ role, content }) => ({ content, role }));
      expect(keyOf({ ...reversed, messages })).toEqual(keyOf(one));
      const turned = one.messages.toReversed();
      expect(keyOf({ ...one, messages: turned })?.exact === keyOf(one)?.exact).toBe(
        text(turned) === text(one.messages),
      );
    }),
  );
});

test('what is shared is shared within one tenant, version, endpoint and form only', () => {
  const fields = { messages: [{ role: 'user', content: 'Hi' }] };
  const scopes = (Object.keys(SCOPE) as (keyof CacheScope)[]).map((name) => ({ ...SCOPE, [name]: `${SCOPE[name]}x` }));
  const keys = [SCOPE, ...scopes].map((scope) => keyOf(fields, scope));
  expect(new Set(keys.map((key) => key?.exact)).size).toBe(5);
  expect(new Set(keys.map((key) => key?.turn?.context)).size).toBe(5);
});

test('numbers that JSON parsers cannot tell apart are told apart', () => {
  const of = (seed: string) => cacheKey(SCOPE, Buffer.from(`{"messages":[],"seed":${seed}}`), 'messages')?.exact;
  expect(of('12345678901234567890')).not.toBe(of('12345678901234567891'));
  expect(of('12345678901234567890')).not.toBe(of('"12345678901234567890"'));
});

test('only the last turn of the user may differ in what is alike', () => {
  const turn = (messages: unknown[]) => keyOf({ messages })?.turn;
  const user = (content: unknown) => ({ role: 'user', content });
  expect(turn([user('one')])?.context).toBe(turn([user('two')])?.context);
  expect(turn([user('a'), user('one')])?.context).not.toBe(turn([user('b'), user('one')])?.context);
  expect(turn([user('one'), { role: 'assistant', content: 'x' }])).toBeUndefined();
  expect(turn([user([{ type: 'image_url', image_url: { url: 'x' } }])])).toBeUndefined();
  expect(turn([user([{ type: 'text', text: 'one' }])])?.text).toBe('one');
});

test('memory stays bounded by bytes and by entries, whatever hundreds of tenants ask', () => {
  const answers = new MemoryAnswers();
  const limits = { ttlMs: 60_000, maxEntries: 50, maxBytes: 1024 * 1024 };
  const bytes = 'x'.repeat(10_000);
  for (let at = 0; at < 40_000; at += 1)
    answers.set(`route ${at % 400}`, `key ${at}`, { bytes, facts: {}, storedAtMs: 0 }, limits);
  expect(answers.size.bytes).toBeLessThanOrEqual(128 * 1024 * 1024);
  expect(answers.size.answers).toBeLessThanOrEqual(400 * 50);
  answers.keepOnly(new Set(['route 399']));
  expect(answers.size.answers).toBeGreaterThan(0);
  expect(answers.size.answers).toBeLessThanOrEqual(50);
  expect(answers.get('route 399', 'key 39999')?.bytes).toBe(bytes);
  expect(answers.get('route 1', 'key 39601')).toBeUndefined();
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

test('a request that is nested too deeply has no key, and is no error', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(cacheKey(SCOPE, Buffer.from(`{"messages":[],"deep":${deep}}`), 'messages')).toBeUndefined();
});
