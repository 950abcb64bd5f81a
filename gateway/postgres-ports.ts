import type { Database } from '../store/database.ts';
import { takeFeedback } from '../store/feedback.ts';
import { applyLimitOperations, recordLimitEvents } from '../store/limit-counters.ts';
import { writeFlush } from '../store/outcomes.ts';
import { heartbeat, leave } from '../store/replicas.ts';
import { listenForSnapshots, readSnapshotSince } from '../store/snapshots.ts';
import type { CounterStore } from './limits/counter-store.ts';
import type { LimitEventWriter } from './limits/limit-events.ts';
import type { FeedbackWriter, FlushWriter, SnapshotSource } from './ports.ts';

/** The store as the gateway's ports. */
export function postgresSnapshots(database: Database): SnapshotSource {
  return {
    heartbeat: (beat) => heartbeat(database, beat),
    leave: (replica) => leave(database, replica),
    read: (base) => readSnapshotSince(database, base),
    listen: (onPublished) => listenForSnapshots(database, onPublished),
  };
}

export function postgresOutcomes(database: Database): FlushWriter {
  return { write: (flush) => writeFlush(database, flush) };
}

export function postgresFeedback(database: Database): FeedbackWriter {
  return { take: (giver, givenBy, all) => takeFeedback(database, giver, givenBy, all) };
}

export function postgresCounters(database: Database): CounterStore {
  return { apply: (operations) => applyLimitOperations(database, operations) };
}

export function postgresLimitEvents(database: Database): LimitEventWriter {
  return { write: (events) => recordLimitEvents(database, events) };
}
