import { recordEvent } from '../store/release-events.ts';
import type { RecordInput } from '../workflows/contract.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Writes a transition that changes no exposure into the timeline; a repeated one is not written again. */
export function record({ database }: ActivityDependencies, input: RecordInput): Promise<void> {
  const { row, event, details = {}, ended } = input;
  return recordEvent(database, { row, type: event, details }, ended);
}
