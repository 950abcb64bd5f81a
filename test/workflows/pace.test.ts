import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VERDICTS } from '../../core/decision/verdict.ts';
import { moveOf } from '../../core/release/move.ts';
import { paceOf, type PaceFacts } from '../../workflows/pace.ts';

const anyFacts: fc.Arbitrary<PaceFacts> = fc.record(
  {
    verdict: fc.constantFrom(...VERDICTS),
    mayGoForward: fc.boolean(),
    awaitsOthers: fc.boolean(),
    stepElapsedMs: fc.nat({ max: 10_000_000 }),
    sinceNotedMs: fc.nat({ max: 20_000 }),
  },
  { requiredKeys: ['verdict', 'mayGoForward', 'awaitsOthers', 'stepElapsedMs'] },
);

test('a rollback is always handed over at once, and a promotion whenever it would be acted on', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { returnOn } = paceOf(facts);
      const moves = facts.mayGoForward ? ['promote', 'rollback'] : ['rollback'];
      expect(returnOn).toEqual(expect.arrayContaining(moves));
    }),
  );
});

test('what would change nothing is not handed over: a history does not grow with the looks', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const idle = paceOf(facts).returnOn.filter((kind) => moveOf(kind, facts.mayGoForward) === undefined);
      const isSettling = facts.sinceNotedMs !== undefined && facts.sinceNotedMs < 5_000;
      expect(idle).not.toContain(facts.verdict);
      expect(isSettling ? idle : []).toEqual([]);
    }),
  );
});

test('a release that is held up by people is not woken by evidence that turns to and fro', () => {
  const facts = { mayGoForward: false, awaitsOthers: false, stepElapsedMs: 0 } as const;
  expect(paceOf({ ...facts, verdict: 'continue' }).returnOn).toEqual(['hold', 'rollback']);
  expect(paceOf({ ...facts, verdict: 'promote' }).returnOn).toEqual(['hold', 'rollback']);
  expect(paceOf({ ...facts, verdict: 'promote', awaitsOthers: true }).returnOn).toEqual([
    'continue',
    'hold',
    'rollback',
  ]);
});

test('checkpoints come after at least five seconds and at most five minutes', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { checkpointAfterMs } = paceOf(facts);
      expect(checkpointAfterMs).toBeGreaterThanOrEqual(5_000);
      expect(checkpointAfterMs).toBeLessThanOrEqual(300_000);
    }),
  );
});
