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
    const event = eventOf(key, this.#noted);
    this.#noted = key;
    this.#notedAtMs = Date.now();
    if (event === undefined) return;
    const { verdict } = this.#release.progress;
    const { reason } = this.#release;
    const details = {
      ...(verdict.gate === undefined ? {} : { gate: verdict.gate }),
      ...(verdict.resolution === undefined ? {} : { resolution: verdict.resolution }),
    };
    await this.#journal.record({ event, actor: actorOf(verdict.gate), reason }, { details });
  }
}

/** Who did what no person did: the gate that decided, else the engine as a whole. */
export function actorOf(gate: string | undefined): string {
  return gate === undefined ? 'tidegate' : `gate ${gate}`;
}

const CLEAR = 'clear';
const APPROVAL = 'approval';
const ACKNOWLEDGEMENT = 'acknowledgement';

/** A hold is another one when its gate is, or where it has none, what would resolve it; its numbers change all the time. */
function keyOf({ status, awaitsOthers, progress: { verdict } }: RunningRelease): string {
  if (verdict.kind === 'hold') return `hold ${verdict.gate ?? verdict.resolution ?? ''}`;
  if (status === 'awaiting_approval') return APPROVAL;
  return verdict.kind === 'promote' && awaitsOthers ? ACKNOWLEDGEMENT : CLEAR;
}

/** What the timeline says of the change; nothing where it only waits a moment for its replicas. */
function eventOf(key: string, before: string): ReleaseEventType | undefined {
  if (key.startsWith('hold ')) return 'held';
  if (key === APPROVAL) return 'awaiting_approval';
  return before === CLEAR || before === ACKNOWLEDGEMENT ? undefined : 'hold_cleared';
}
