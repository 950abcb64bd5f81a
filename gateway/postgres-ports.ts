import type { Database } from '../store/database.ts';
import { takeFeedback } from '../store/feedback.ts';
import { writeFlush } from '../store/outcomes.ts';
import { heartbeat, leave } from '../store/replicas.ts';
import { listenForSnapshots, readSnapshotSince } from '../store/snapshots.ts';
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
