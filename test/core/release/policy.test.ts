import { describe, expect, test } from '@jest/globals';
import { releasePolicySchema } from '../../../core/release/policy-schema.ts';
import { type ReleasePolicy, rulesFor, underPolicies } from '../../../core/release/policy.ts';
import type { ReleaseSpec, ReleaseSpecInput } from '../../../core/release/spec.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';

const policyOf = (input: object): ReleasePolicy => releasePolicySchema.parse(input);
const specOf = (input: Partial<ReleaseSpecInput> = {}): ReleaseSpec =>
  releaseSpecSchema.parse({ route: 'r', candidate: { model: 'm' }, ...input });
const MODEL = policyOf({ approvals: [{ on: ['model', 'provider'] }] });

describe('a policy asks for an approval', () => {
  test('where what it names changes, and nowhere else', () => {
    expect(rulesFor([MODEL], ['model'])).toHaveLength(1);
    expect(rulesFor([MODEL], ['prompt', 'params'])).toHaveLength(0);
    expect(rulesFor([policyOf({ approvals: [{}] })], ['capture'])).toHaveLength(1);
  });

  test('before the first stage of the plan, so that the candidate gets no call without', () => {
    expect(underPolicies(specOf(), [MODEL], ['model']).approvals).toEqual([{ before: 'shadow', count: 1 }]);
    const plan = { shadow: 'off' } as const;
    expect(underPolicies(specOf({ plan }), [MODEL], ['model']).approvals).toEqual([{ before: 'canary', count: 1 }]);
  });

  test('and a plan that leaves its stage out does not get round it', () => {
    const bake = policyOf({ approvals: [{ before: 'bake' }] });
    const plan = { shadow: 'off', bake: 'off' } as const;
    expect(underPolicies(specOf({ plan }), [bake], ['prompt']).approvals).toEqual([{ before: 'ramp', count: 1 }]);
    const nothing = { shadow: 'off', canary: 'off', ramp: [], bake: 'off' } as const;
    expect(underPolicies(specOf({ plan: { ...nothing, ramp: [] } }), [MODEL], ['model']).approvals).toEqual([
      { before: 'bake', count: 1 },
    ]);
  });
});

test('what the release asks itself is never made less: the stricter of each holds', () => {
  const own = specOf({ approvals: [{ before: 'canary', count: 2, expiresAfter: '2d' }] });
  const policy = policyOf({
    approvals: [{ before: 'canary', role: 'admin', expiresAfter: '24h' }, { before: 'bake' }],
  });
  expect(underPolicies(own, [policy], ['model']).approvals).toEqual([
    { before: 'canary', count: 2, role: 'admin', expiresAfter: '24h' },
    { before: 'bake', count: 1 },
  ]);
});

test('duties are separated where any policy says so, and stay so where the release does', () => {
  expect(underPolicies(specOf(), [MODEL], []).separationOfDuties).toBeUndefined();
  expect(underPolicies(specOf(), [MODEL, policyOf({ separationOfDuties: true })], []).separationOfDuties).toBe(true);
  expect(underPolicies(specOf({ separationOfDuties: true }), [MODEL], []).separationOfDuties).toBe(true);
});

test('a window names a place that there is, and times that there are', () => {
  for (const window of [{ timeZone: 'Europe/Atlantis' }, { from: '24:30' }, { days: [] }])
    expect(releasePolicySchema.safeParse({ changeWindows: [window] }).success).toBe(false);
});
