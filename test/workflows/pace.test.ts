import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VERDICTS } from '../../core/decision/verdict.ts';
import { paceOf, type PaceFacts } from '../../workflows/pace.ts';

const anyFacts: fc.Arbitrary<PaceFacts> = fc.record(
  {
    verdict: fc.constantFrom(...VERDICTS),
    mayGoForward: fc.boolean(),
    stepElapsedMs: fc.nat({ max: 10_000_000 }),
    sinceNotedMs: fc.nat({ max: 20_000 }),
  },
  { requiredKeys: ['verdict', 'mayGoForward', 'stepElapsedMs'] },
);

test('a rollback is always handed over at once, and a promotion whenever it would be acted on', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { returnOn } = paceOf(facts);
      expect(returnOn).toContain('rollback');
      if (facts.mayGoForward) expect(returnOn).toContain('promote');
    }),
  );
});

test('what would change nothing is not handed over: a history does not grow with the looks', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { returnOn } = paceOf(facts);
      if (facts.verdict !== 'rollback' && !(facts.verdict === 'promote' && facts.mayGoForward)) {
        expect(returnOn).not.toContain(facts.verdict);
      }
      if (facts.sinceNotedMs !== undefined && facts.sinceNotedMs < 5_000) {
        expect(returnOn).not.toContain('continue');
        expect(returnOn).not.toContain('hold');
      }
    }),
  );
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
