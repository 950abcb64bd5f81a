import { publishExposure } from '../store/publications.ts';
import type { PublishInput, PublishResult } from '../workflows/contract.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Makes the gateway run the exposure asked for. The store fences it and keeps it from happening twice. */
export function publish({ database }: ActivityDependencies, input: PublishInput): Promise<PublishResult> {
  return publishExposure(database, input);
}
