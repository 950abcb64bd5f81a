import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asReleaseId } from '../../../core/ids.ts';
import { assignmentUnit, isMirrored, isOnCandidate, unitPoint } from '../../../core/route/assignment.ts';

const release = fc.string({ minLength: 1 }).map(asReleaseId);
const unit = fc.string();
const weight = fc.double({ min: 0, max: 1, noNaN: true });

describe('assignment', () => {
  test('is sticky: the same unit has the same arm while the weight stands', () => {
    fc.assert(
      fc.property(
        release,
        unit,
        weight,
        (of, who, share) => isOnCandidate(of, who, share) === isOnCandidate(of, who, share),
      ),
    );
  });

  test('is monotone: a higher weight only adds units', () => {
    fc.assert(
      fc.property(release, unit, weight, weight, (of, who, one, other) => {
        const [before, after] = [Math.min(one, other), Math.max(one, other)];
        return !isOnCandidate(of, who, before) || isOnCandidate(of, who, after);
      }),
    );
  });

  test('nobody is on the candidate at weight 0, everybody at weight 1', () => {
    fc.assert(
      fc.property(release, unit, (of, who) => {
        expect(isOnCandidate(of, who, 0)).toBe(false);
        expect(isOnCandidate(of, who, 1)).toBe(true);
      }),
    );
  });

  test.each([0.01, 0.1, 0.5])('gives the candidate its share of units (weight %d)', (share) => {
    const count = 40_000;
    const on = Array.from({ length: count }, (_, index) =>
      isOnCandidate(asReleaseId('rel_a'), `session:${index}`, share),
    ).filter(Boolean);
    expect(Math.abs(on.length / count - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
  });

  test('is independent between releases, and of mirroring', () => {
    const units = Array.from({ length: 20_000 }, (_, index) => `user:${index}`);
    const both = units.filter(
      (who) => isOnCandidate(asReleaseId('rel_a'), who, 0.5) && isOnCandidate(asReleaseId('rel_b'), who, 0.5),
    );
    expect(both.length / units.length).toBeCloseTo(0.25, 1);
    const mirrored = units.filter(
      (who) => isOnCandidate(asReleaseId('rel_a'), who, 0.5) && isMirrored(asReleaseId('rel_a'), who, 0.5),
    );
    expect(mirrored.length / units.length).toBeCloseTo(0.25, 1);
  });

  test('spreads the points of units over the whole interval', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 20_000; index += 1) {
      const tenth = Math.floor(unitPoint('rel_a', `session:${index}`) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(count / 20_000).toBeCloseTo(0.1, 1);
  });
});

describe('the unit that sticks', () => {
  const identity = { session: 's', user: 'u', trace: 't', request: 'r' };

  test('is the first that the route names and the call has', () => {
    expect(assignmentUnit(['session', 'user'], identity)).toBe('session:s');
    expect(assignmentUnit(['session', 'user'], { ...identity, session: undefined })).toBe('user:u');
    expect(assignmentUnit(['user'], { ...identity, user: '' })).toBe('request:r');
    expect(assignmentUnit(['request', 'user'], identity)).toBe('request:r');
  });
});
