import { expect, test } from '@jest/globals';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { NEW_DRAFT, readDraft } from '../../dashboard/src/pages/start/draft.ts';

const draft = { ...NEW_DRAFT, route: 'support-agent', model: 'gpt-5-nano' };

test('what the form comes to is a release that the API takes', () => {
  const read = readDraft({
    ...draft,
    shadow: '0',
    ramp: '7, 25 %',
    bake: 'off',
    approveBefore: 'ramp',
    approvals: '2',
    more: '{"params": {"temperature": 0}}',
    gates: [{ metric: 'latency_p95', bound: 'maxRatio', value: '1.2', cohortBy: 'tenant' }],
  });
  expect(read.kind === 'spec' && releaseSpecSchema.parse(read.spec)).toMatchObject({
    route: 'support-agent',
    candidate: { model: 'gpt-5-nano', params: { temperature: 0 } },
    plan: { shadow: 'off', canary: { weight: 0.05 }, ramp: [{ weight: 0.07 }, { weight: 0.25 }], bake: 'off' },
    approvals: [{ before: 'ramp', count: 2 }],
    gates: [{ metric: 'latency_p95', maxRatio: 1.2, cohortBy: 'tenant' }],
  });
});

test('what cannot be read is said, and nothing is sent', () => {
  expect(readDraft(NEW_DRAFT)).toMatchObject({ kind: 'unfinished', what: 'Choose a route.' });
  expect(readDraft({ ...draft, model: '' })).toMatchObject({ kind: 'unfinished' });
  expect(readDraft({ ...draft, more: '[1]' })).toMatchObject({ kind: 'wrong' });
  expect(readDraft({ ...draft, ramp: 'ten' })).toMatchObject({ kind: 'wrong' });
  expect(readDraft({ ...draft, canary: '500' })).toMatchObject({ kind: 'wrong' });
});
