import { describe, expect, test } from '@jest/globals';
import type { ServerProcess } from '../../../platform/embedded/server-process.ts';
import { keepRunning, type Part } from '../../../platform/supervisor/keeper.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { waitFor } from '../../support/wait-for.ts';

const BACKOFF = { firstMs: 5, longestMs: 20, forgivenAfterMs: 60_000 };

/** A part whose lives end when the test says so. */
class MortalPart implements Part {
  readonly name = 'worker';
  readonly lives: { die(): void; stopped: boolean }[] = [];
  failNextStarts = 0;

  start(): Promise<ServerProcess> {
    if (this.failNextStarts > 0) {
      this.failNextStarts -= 1;
      return Promise.reject(new Error('no database'));
    }
    const { promise: exited, resolve } = Promise.withResolvers<string>();
    const life = { die: () => resolve('SIGKILL'), stopped: false };
    this.lives.push(life);
    const stop = async (): Promise<void> => {
      life.stopped = true;
      resolve('exit code 0');
      await exited;
    };
    return Promise.resolve({ pid: this.lives.length, exited, stop });
  }
}

describe('a part that is kept running', () => {
  test('is started again when it ends by itself, and somebody is told', async () => {
    const part = new MortalPart();
    const trouble: string[] = [];
    const kept = await keepRunning(part, { onTrouble: (text) => trouble.push(text), backoff: BACKOFF });
    part.lives[0]?.die();
    await waitFor(() => kept.pid() === 2, { within: '2s' });
    expect(trouble).toEqual(['worker ended (SIGKILL) and is started again.']);
    await kept.stop();
  });

  test('is tried again until it starts', async () => {
    const part = new MortalPart();
    const trouble: string[] = [];
    const kept = await keepRunning(part, { onTrouble: (text) => trouble.push(text), backoff: BACKOFF });
    part.failNextStarts = 3;
    part.lives[0]?.die();
    await waitFor(() => kept.pid() === 2, { within: '2s' });
    expect(trouble.slice(1)).toEqual(Array(3).fill('worker could not be started again: no database'));
    await kept.stop();
  });

  test('that was stopped stays so', async () => {
    const part = new MortalPart();
    const kept = await keepRunning(part, { onTrouble: fail, backoff: BACKOFF });
    await kept.stop();
    expect(part.lives).toMatchObject([{ stopped: true }]);
    expect(kept.pid()).toBeUndefined();
  });

  test('can be stopped between two lives', async () => {
    const part = new MortalPart();
    const slow = { ...BACKOFF, firstMs: 60_000 };
    const kept = await keepRunning(part, { onTrouble: () => undefined, backoff: slow });
    part.lives[0]?.die();
    await waitFor(() => kept.pid() === undefined, { within: '2s' });
    await kept.stop();
    expect(part.lives).toHaveLength(1);
  });

  test('that can not be started the first time is the caller’s to deal with', async () => {
    const part = new MortalPart();
    part.failNextStarts = 1;
    expect((await rejectionOf(keepRunning(part, { onTrouble: fail }))).message).toBe('no database');
  });
});

function fail(text: string): void {
  throw new Error(text);
}
