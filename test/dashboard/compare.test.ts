import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differencesOf, type Run } from '../../dashboard/src/compare/differences.ts';
import { readAnswer, readPrompt } from '../../dashboard/src/compare/read-body.ts';

const textOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('');

test('whatever two answers are, each side says all of its own and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (stable, candidate) => {
      const differences = differencesOf(stable, candidate);
      expect(textOf(differences.stable)).toBe(stable);
      expect(textOf(differences.candidate)).toBe(candidate);
      expect(differences.same).toBe(stable === candidate);
    }),
  );
});

test('answers that are long are compared by line, in a bounded time', () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
  const other = lines.with(400, 'another line');
  const { stable, candidate } = differencesOf(lines.join('\n'), other.join('\n'));
  expect(stable.filter(({ kind }) => kind === 'gone').map(({ text }) => text)).toEqual(['line 400\n']);
  expect(candidate.filter(({ kind }) => kind === 'new').map(({ text }) => text)).toEqual(['another line\n']);
});

test('a captured request is read as its messages, and one that is none stays the text that it is', () => {
  const request = {
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    ],
  };
  expect(readPrompt(JSON.stringify(request))).toEqual([
    { role: 'system', text: 'Be kind.' },
    { role: 'user', text: 'Hi' },
  ]);
  expect(readPrompt('{"messages": [')).toEqual([{ role: 'prompt', text: '{"messages": [' }]);
  expect(readPrompt(JSON.stringify({ input: 'Hi', temperature: 1 }))).toEqual([
    { role: 'user', text: 'Hi' },
    { role: 'request', text: '{\n  "temperature": 1\n}' },
  ]);
  expect(readAnswer('42')).toBe('42');
  expect(readAnswer('{"a":1}')).toBe('{\n  "a": 1\n}');
});
