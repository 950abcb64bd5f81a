import { expect, test } from '@jest/globals';
import { describeDetail } from '../../dashboard/src/format/details.ts';
import { formatDifference, formatEstimate, formatSample } from '../../dashboard/src/format/numbers.ts';
import { asSentence } from '../../dashboard/src/format/sentence.ts';
import { stageAtWeight } from '../../dashboard/src/format/stage.ts';
import { formatAgo } from '../../dashboard/src/format/times.ts';

test('a number is told in the unit of its metric, and a missing one as missing', () => {
  expect(formatEstimate(0.0112, 'error_rate')).toBe('1.1 %');
  expect(formatEstimate(2_310, 'latency_p95')).toBe('2,310 ms');
  expect(formatEstimate(0.00093, 'cost_per_request')).toBe('$0.00093');
  expect(formatEstimate(undefined, 'error_rate')).toBe('no data');
  expect(formatSample(1, 'cost_per_trace')).toBe('1 trace');
});

test('a difference is told with its sign, and none without', () => {
  expect(formatDifference(0.071, 'difference', 'error_rate')).toBe('+7.1 pp');
  expect(formatDifference(-0.0014, 'difference', 'error_rate')).toBe('−0.1 pp');
  expect(formatDifference(0, 'difference', 'error_rate')).toBe('0.0 pp');
  expect(formatDifference(1.14, 'ratio', 'latency_p95')).toBe('× 1.14');
});

test('a moment is told by how long ago it was', () => {
  const now = Date.parse('2026-11-05T14:00:00Z');
  const ago = (seconds: number): string => formatAgo(new Date(now - seconds * 1_000).toISOString(), now);
  expect([-3, 2, 40, 180, 7_200, 400_000].map(ago)).toEqual([
    'just now',
    'just now',
    '40 s ago',
    '3 min ago',
    '2 h ago',
    '5 d ago',
  ]);
});

test('a stage that serves nobody has no weight', () => {
  expect(stageAtWeight('shadow', 0)).toBe('Shadow');
  expect(stageAtWeight('ramp', 0.25)).toBe('Ramp 25 %');
});

test('a reason becomes a sentence, but a name in it stays a name', () => {
  expect(asSentence('waits for 1 approval')).toBe('Waits for 1 approval');
  expect(asSentence('error_rate of the candidate')).toBe('error_rate of the candidate');
});

test('a detail is told in words', () => {
  expect(describeDetail('tookMs', 187)).toEqual({ name: 'took', value: '187 ms' });
  expect(describeDetail('lateRequests', 1_204)).toEqual({ name: 'late requests', value: '1,204' });
  expect(describeDetail('before', 'ramp')).toEqual({ name: 'before', value: 'ramp' });
});
