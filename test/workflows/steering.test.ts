import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { openStage, type Stage } from './support/stage.ts';
import type { LiveRelease } from './support/live-release.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const CANARY_FIRST = { shadow: 'off', canary: { weight: 0.1, minRequests: 20, minDuration: '1s' } } as const;
const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;
const LONG_RAMP = [
  { weight: 0.5, minRequests: 100_000, minDuration: '1s' },
  { weight: 0.7, minRequests: 100_000, minDuration: '1s' },
];

/** What the person who asked reads when it is refused. */
async function refusalOf(asked: Promise<unknown>): Promise<{ message: string; type: unknown }> {
  const error = await asked.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error(`not refused: ${String(error)}`);
  const { cause } = error;
  return { message: cause?.message ?? '', type: cause === undefined ? undefined : Reflect.get(cause, 'type') };
}

describe('a pause', () => {
  test('keeps a healthy release on its step until it is resumed', async () => {
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST }).underWay();
    const view = await release.steer('pause', { by: 'ana', reason: 'lunch' });
    expect(view).toMatchObject({ status: 'paused', stage: 'canary' });
    expect(view.progress.reason).toBe('paused by ana: lunch');
    await seesPromotableEvidence(release);
    expect(await release.stored()).toMatchObject({ status: 'paused', stage: 'canary', reason: 'lunch' });
    await release.steer('resume', { by: 'bo' });
    await release.thenItEnds('completed');
    const steered = (await release.timeline()).filter((event) => ['paused', 'resumed'].includes(event.type));
    expect(steered.map((event) => [event.type, event.actor])).toEqual([
      ['paused', 'ana'],
      ['resumed', 'bo'],
    ]);
  });

  test('does not keep a bad candidate from being rolled back', async () => {
    const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
    await release.steer('pause');
    await release.whenErrorsRiseTo(0.5).thenItRollsBackWithin('10s');
  });

  test('is refused twice', async () => {
    const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
    await release.steer('pause', { by: 'ana', reason: 'lunch' });
    expect((await refusalOf(release.steer('pause'))).message).toBe(
      'pause: the release is paused already, by ana: lunch',
    );
    expect((await refusalOf(release.steer('unblock'))).message).toBe('unblock: the release is not blocked');
  });
});

describe('a block', () => {
  test('stops the ramp until it is lifted, whoever promotes meanwhile', async () => {
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST }).underWay();
    expect(await release.steer('block', { by: 'evaluator', reason: 'JSON regression' })).toMatchObject({
      status: 'blocked',
    });
    await seesPromotableEvidence(release);
    const refusal = await refusalOf(release.steer('promote'));
    expect(refusal).toEqual({
      type: 'conflict',
      message: 'promote: blocked by evaluator: JSON regression',
    });
    expect(await release.stored()).toMatchObject({ status: 'blocked', stage: 'canary' });
    await release.steer('unblock', { by: 'evaluator' });
    await release.thenItEnds('completed');
  });
});

describe('an approval', () => {
  test('is waited for before its stage, with the evidence in; then the release goes on', async () => {
    const approvals = [{ before: 'ramp' as const, count: 2 }];
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST, approvals }).started();
    const waiting = await release.reaches({ status: 'awaiting_approval' });
    expect(waiting).toMatchObject({ stage: 'canary', reason: 'waits for 2 approvals before ramp' });
    expect((await refusalOf(release.steer('promote'))).message).toContain('waits for 2 approvals before ramp');
    await release.steer('approve', { by: 'ana', reason: 'looks good' });
    expect((await refusalOf(release.steer('approve', { by: 'ana' }))).message).toContain(
      'ana has approved ramp already',
    );
    await release.steer('approve', { by: 'bo', before: 'ramp' });
    await release.thenItEnds('completed');
  });

  test('of two people at once counts each once, and what both saw is written down', async () => {
    const approvals = [{ before: 'ramp' as const, count: 3 }];
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST, approvals }).started();
    await release.reaches({ status: 'awaiting_approval' });
    const asked = ['ana', 'bo', 'ana', 'bo'].map((by) => release.steer('approve', { by, reason: 'looks good' }));
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await release.stored()).toMatchObject({ status: 'awaiting_approval' });
    const approved = (await release.timeline()).filter(({ type }) => type === 'approved');
    expect(approved.map(({ actor }) => actor).toSorted()).toEqual(['ana', 'bo']);
    for (const { details, gates } of approved) {
      expect(details).toMatchObject({ before: 'ramp', candidateVersion: 2, verdict: 'promote' });
      expect(gates).toContainEqual(expect.objectContaining({ metric: 'error_rate' }));
    }
    await release.steer('approve', { by: 'cy' });
    await release.thenItEnds('completed');
  });

  test('is not for who started the release, where duties are separated', async () => {
    const approvals = [{ before: 'ramp' as const, count: 1 }];
    const spec = { plan: CANARY_FIRST, approvals, separationOfDuties: true };
    const release = await stage.givenRelease().with(spec).started();
    const { requestedBy } = await release.reaches({ status: 'awaiting_approval' });
    const refusal = await refusalOf(release.steer('approve', { by: requestedBy }));
    expect(refusal.message).toContain(`${requestedBy} has started this release: somebody else has to approve it`);
    await release.steer('approve', { by: 'somebody-else' });
    await release.thenItEnds('completed');
  });

  test('may come early, and counts when its stage comes', async () => {
    const approvals = [{ before: 'bake' as const, count: 1 }];
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST, approvals }).started();
    await release.steer('approve', { by: 'ana' });
    await release.thenItEnds('completed');
    expect(await release.events()).not.toContain('awaiting_approval');
  });

  test('before the first stage keeps everything from being exposed', async () => {
    const approvals = [{ before: 'canary' as const, count: 1 }];
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST, approvals }).started();
    await release.reaches({ status: 'awaiting_approval', weight: 0 });
    expect((await release.storedRoute()).rollout).toBeNull();
    await release.steer('approve', { by: 'ana' });
    await release.thenItEnds('completed');
  });

  test('that nobody asked for is refused', async () => {
    const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
    expect((await refusalOf(release.steer('approve'))).message).toBe('approve: no stage ahead waits for an approval');
    expect((await refusalOf(release.steer('approve', { before: 'ramp' }))).message).toBe(
      'approve: ramp wants no approval',
    );
    expect((await refusalOf(release.steer('approve', { before: 'lunch' }))).message).toContain('"before" is one of');
  });
});

describe('a promotion by a person', () => {
  test('takes the next step without waiting for evidence, one step each time', async () => {
    const release = await stage
      .givenRelease()
      .with({ plan: { ...LONG_CANARY, ramp: LONG_RAMP } })
      .underWay();
    expect(await release.steer('promote', { by: 'ana', reason: 'in a hurry' })).toMatchObject({
      stage: 'ramp',
      weight: 0.5,
    });
    expect(await release.steer('promote')).toMatchObject({ stage: 'ramp', weight: 0.7 });
    expect(await release.steer('promote')).toMatchObject({ stage: 'bake', weight: 1 });
    expect(await release.steer('promote')).toMatchObject({ status: 'completing' });
    const { reason } = await release.thenItEnds('completed');
    expect(reason).toBe('version 2 is stable: promoted by ana: as asked');
    const forced = (await release.timeline()).filter((event) => event.type === 'promotion_forced');
    expect(forced.map((event) => [event.actor, event.reason])[0]).toEqual(['ana', 'in a hurry']);
  });

  test('goes on from a pause step by step, and stays paused', async () => {
    const release = await stage
      .givenRelease()
      .with({ plan: { ...LONG_CANARY, ramp: LONG_RAMP } })
      .underWay();
    await release.steer('pause');
    expect(await release.steer('promote')).toMatchObject({ stage: 'ramp', weight: 0.5, status: 'paused' });
  });

  test('ends a hold', async () => {
    const release = await stage.givenRelease().with({ plan: CANARY_FIRST }).withCallsThatReportNothing().started();
    await release.reaches({ status: 'held' });
    expect(await release.steer('promote')).toMatchObject({ stage: 'ramp', status: 'running' });
  });

  test('of two people at once takes one step', async () => {
    const release = await stage
      .givenRelease()
      .with({ plan: { ...LONG_CANARY, ramp: LONG_RAMP } })
      .underWay();
    const answers = await Promise.allSettled([release.steer('promote'), release.steer('promote')]);
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await release.stored()).toMatchObject({ weight: 0.5 });
  });
});

describe('an abort', () => {
  test('takes the candidate back everywhere and ends the release', async () => {
    const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
    const view = await release.steer('abort', { by: 'ana', reason: 'wrong model' });
    expect(view).toMatchObject({ status: 'rolling_back', weight: 0 });
    expect((await release.storedRoute()).rollout).toBeNull();
    expect(await release.thenItEnds('aborted')).toEqual({ ending: 'aborted', reason: 'wrong model' });
    expect((await release.timeline()).find((event) => event.type === 'abort_started')?.actor).toBe('ana');
  });

  test('before anything was exposed ends the release too', async () => {
    const approvals = [{ before: 'canary' as const, count: 1 }];
    const release = await stage.givenRelease().with({ plan: LONG_CANARY, approvals }).started();
    await release.steer('abort');
    await release.thenItEnds('aborted');
  });

  test('leaves nothing to steer', async () => {
    const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
    const [, slow] = release.replicas;
    if (slow !== undefined) slow.applies = false;
    await release.steer('abort');
    const refusal = await refusalOf(release.steer('promote'));
    expect(refusal.message).toBe('promote: the release is being aborted: it can not promote any more');
    if (slow !== undefined) slow.applies = true;
    await release.thenItEnds('aborted');
  });
});

describe('what a person types in the Temporal UI', () => {
  test.each([
    [undefined, 'pause: it takes one JSON object; for example {"by": "ana", "reason": "why"}'],
    ['ana', 'pause: it takes one JSON object; for example {"by": "ana", "reason": "why"}'],
    [{}, 'pause: by and reason are missing; for example {"by": "ana", "reason": "why"}'],
    [{ by: 'ana' }, 'pause: reason is missing; for example {"by": "ana", "reason": "why"}'],
    [{ by: ' ', reason: 'x' }, 'pause: "by" is empty: say who asks; for example {"by": "ana", "reason": "why"}'],
    [
      { by: 'ana', reason: 'x', releaseId: 7 },
      'pause: "releaseId" is not a text; for example {"by": "ana", "reason": "why"}',
    ],
  ])('is refused in a sentence that says what is missing: %j', async (argument, message) => {
    const release = await pausable();
    const asked = release.handle.executeUpdate<unknown, [unknown]>('pause', { args: [argument] });
    expect(await refusalOf(asked)).toEqual({ type: 'invalid_input', message });
  });

  test('may have fields that nobody knows', async () => {
    const release = await pausable();
    expect(await release.steer('pause', { priority: 'high' })).toMatchObject({ status: 'paused' });
    await release.steer('resume');
  });

  test('never hits another release than the one meant', async () => {
    const release = await pausable();
    const { message } = await refusalOf(release.steer('abort', { releaseId: 'rel_older' }));
    expect(message).toBe(`abort: this is the release ${release.id}, not rel_older`);
  });

  let shared: LiveRelease | undefined;
  async function pausable(): Promise<LiveRelease> {
    shared ??= await stage.givenRelease().with({ plan: LONG_CANARY }).withReplicas(0).started();
    return shared;
  }
});

/** Until the engine would promote, seen from the outside by its observations. */
async function seesPromotableEvidence(release: LiveRelease): Promise<void> {
  await release.observes('promote');
}
