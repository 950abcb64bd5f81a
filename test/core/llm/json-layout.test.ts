import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrayElements, documentMembers } from '../../../core/llm/json-layout.ts';

/** Members as the text and as a parser have them; names that stand twice are compared by their last. */
function reassembled(text: string): Record<string, unknown> | undefined {
  const members = documentMembers(text);
  return (
    members &&
    Object.fromEntries(
      members.map(({ name, valueStart, valueEnd }) => [name, JSON.parse(text.slice(valueStart, valueEnd))]),
    )
  );
}

const jsonObject = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 }), {
  noNullPrototype: true,
});

test('the members of any JSON object are found, however it is written', () => {
  fc.assert(
    fc.property(jsonObject, fc.constantFrom(undefined, 1, '\t', ' \r\n'), (object, space) => {
      const text = `\n ${JSON.stringify(object, undefined, space)} `;
      expect(reassembled(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('the elements of any JSON array are found', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.constantFrom(undefined, 2), (array, space) => {
      const text = JSON.stringify(array, undefined, space);
      expect(arrayElements(text, 0)?.map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown)).toEqual(
        JSON.parse(text),
      );
    }),
  );
});

test('a text in UTF-8 can be read by its bytes', () => {
  const text = Buffer.from('{"note":"größer 🌊 \\" { [","model":"m"}').toString('latin1');
  expect(documentMembers(text)?.map(({ name }) => name)).toEqual(['note', 'model']);
});

test('a name that is written with escapes is the name', () => {
  expect(documentMembers('{"mod\\u0065l":"m"}')?.[0]?.name).toBe('model');
});

test.each([
  '',
  '[]',
  '"x"',
  '{',
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,',
  '{"a":1,}',
  '{"a" 1}',
  '{a:1}',
  '{"a":"x}',
  '{"a":[1}',
  '{"a":1} x',
  '{"a":,"b":1}',
  '{"\\q":1}',
])('no object: %j', (text) => expect(documentMembers(text)).toBeUndefined());

test('text that is cut anywhere is no object', () => {
  const text = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'a "quoted" \\ word' }], n: 1 });
  for (let length = 0; length < text.length; length += 1)
    expect(documentMembers(text.slice(0, length))).toBeUndefined();
});

test('deep nesting and long runs of backslashes are read in one pass', () => {
  const nested = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"model":"m"}`;
  expect(documentMembers(nested)?.at(-1)?.name).toBe('model');
  const escaped = `{"a":"${'\\\\'.repeat(200_000)}\\"","model":"m"}`;
  expect(documentMembers(escaped)?.at(-1)?.name).toBe('model');
});
