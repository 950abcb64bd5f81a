import type { ReleaseEventType } from '../core/release/record.ts';
import type { Journal } from './journal.ts';
import type { RunningRelease } from './running-release.ts';

/** What the timeline has last said of how the release stands on its step; only a change of it is worth an entry. */
export class Standing {
  readonly #release: RunningRelease;
  readonly #journal: Journal;
  #noted: string;
  #notedAtMs: number | undefined;

  constructor(release: RunningRelease, journal: Journal) {
    this.#release = release;
    this.#journal = journal;
    this.#noted = release.begun ? keyOf(release) : CLEAR;
  }

  /** How long ago an entry was made; absent before the first of this step. */
  sinceMs(nowMs: number): number | undefined {
    return this.#notedAtMs === undefined ? undefined : nowMs - this.#notedAtMs;
  }

  /** A new step begins clear. */
  reset(): void {
    this.#noted = CLEAR;
    this.#notedAtMs = undefined;
  }

  async note(): Promise<void> {
    const key = keyOf(this.#release);
    if (key === this.#noted) return;
    this.#noted = key;
    this.#notedAtMs = Date.now();
    const { verdict } = this.#release.progress;
    const { reason } = this.#release;
    const details = {
      ...(verdict.gate === undefined ? {} : { gate: verdict.gate }),
      ...(verdict.resolution === undefined ? {} : { resolution: verdict.resolution }),
    };
    await this.#journal.record({ event: eventOf(key), actor: actorOf(verdict.gate), reason }, { details });
  }
}

/** Who did what no person did: the gate that decided, else the engine as a whole. */
export function actorOf(gate: string | undefined): string {
  return gate === undefined ? 'tidegate' : `gate ${gate}`;
}

const CLEAR = 'clear';
const APPROVAL = 'approval';

/** A hold is another one when its gate is, or where it has none, what would resolve it; its numbers change all the time. */
function keyOf({ status, progress: { verdict } }: RunningRelease): string {
  if (verdict.kind === 'hold') return `hold ${verdict.gate ?? verdict.resolution ?? ''}`;
  return status === 'awaiting_approval' ? APPROVAL : CLEAR;
}

function eventOf(key: string): ReleaseEventType {
  if (key === CLEAR) return 'hold_cleared';
  return key === APPROVAL ? 'awaiting_approval' : 'held';
}
