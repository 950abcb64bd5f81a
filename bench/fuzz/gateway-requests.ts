import fc from 'fast-check';
import { KEY, QUESTION, ROUTE, World } from '../../test/gateway/given.ts';
import { type FuzzTarget, HANGS_AFTER_MS } from './target.ts';

const PATHS = ['chat/completions', 'responses', 'embeddings', 'completions', 'moderations', 'feedback'] as const;
const VALID: Readonly<Record<(typeof PATHS)[number], object>> = {
  'chat/completions': {
    model: ROUTE,
    messages: [...QUESTION, { role: 'user', content: [{ type: 'text', text: 'And?' }] }],
    tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
    response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object' } } },
    metadata: { session_id: 's', tenant: 't' },
    stream_options: { include_usage: true },
    max_tokens: 10,
  },
  responses: { model: ROUTE, input: [{ role: 'user', content: 'Hello' }], instructions: 'Be kind.' },
  embeddings: { model: ROUTE, input: ['a', 'b'] },
  completions: { model: ROUTE, prompt: ['a'] },
  moderations: { model: ROUTE, input: 'a' },
  feedback: { response_id: 'chatcmpl-1', name: 'thumbs', value: 1 },
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '\0', '__proto__', 'constructor', '[DONE]', 'data: x\n\n', '\u2028', '9'.repeat(400), ROUTE),
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  text,
  fc.constantFrom(null, true, -1, 1e308, -0, [], {}, [[[[[]]]]]),
);

/** A valid body with a few of its places changed, removed or added to; now and then any JSON, or text that is none. */
const bodyOf = (path: (typeof PATHS)[number]): fc.Arbitrary<string> => {
  const changes = fc.array(fc.record({ at: fc.nat(), name: text, value, kind: fc.nat(2) }), { maxLength: 4 });
  const mutated = changes.map((all) => JSON.stringify(all.reduce(changed, structuredClone(VALID[path]))));
  const cut = fc.tuple(mutated, fc.nat()).map(([body, at]) => body.slice(0, at % (body.length + 1)));
  const twice = mutated.map((body) => body.replace('{', `{"model":"${ROUTE}","model":1,`));
  return fc.oneof({ weight: 6, arbitrary: mutated }, cut, twice, fc.json(), fc.string({ unit: 'binary' }));
};

type Change = { readonly at: number; readonly name: string; readonly value: unknown; readonly kind: number };

function changed(body: object, { at, name, value: put, kind }: Change): object {
  const places: Record<string, unknown>[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    places.push(node as Record<string, unknown>);
    Object.values(node).forEach(visit);
  };
  visit(body);
  const place = places[at % places.length] ?? {};
  const keys = Object.keys(place);
  const key = keys[at % Math.max(1, keys.length)] ?? name;
  if (kind === 0) delete place[key];
  else
    Object.defineProperty(place, kind === 1 ? key : name, {
      value: structuredClone(put),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return body;
}

const header = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)),
  maxLength: 80,
});
const headers = fc.record(
  {
    traceparent: fc.oneof(header, fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')),
    'x-session-id': header,
    'content-type': fc.oneof(header, fc.constant('application/json')),
    authorization: fc.oneof({ weight: 8, arbitrary: fc.constant(`Bearer ${KEY}`) }, header),
    accept: header,
    'accept-encoding': header,
    'cache-control': header,
    'x-request-id': header,
    'idempotency-key': header,
  },
  { requiredKeys: ['authorization'] },
);

/** Every call is answered, with no error of the gateway's own making: its provider never fails here. */
export const gatewayRequests: FuzzTarget = {
  name: 'requests to the gateway: bodies and headers',
  share: 0.5,
  async open() {
    const world = await World.given();
    const one = fc
      .constantFrom(...PATHS)
      .chain((path) => fc.record({ path: fc.constant(path), body: bodyOf(path), headers }));
    const property = fc.asyncProperty(one, async ({ path, body, headers: sent }) => {
      const answer = await fetch(`${world.url}/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...sent },
        body,
        signal: AbortSignal.timeout(HANGS_AFTER_MS),
      });
      const said = await answer.text();
      if (answer.status >= 500) throw new Error(`answered ${answer.status}: ${said}`);
      if (
        answer.status >= 400 &&
        typeof (JSON.parse(said) as { error?: { message?: unknown } }).error?.message !== 'string'
      )
        throw new Error(`an error of another shape: ${said}`);
    });
    return { property, close: () => world.end() };
  },
};
