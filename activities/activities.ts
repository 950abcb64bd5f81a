import type { ReleaseActivities } from '../workflows/contract.ts';
import { awaitAcknowledgements } from './await-acknowledgements.ts';
import { awaitOpening, standstill } from './standstill.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { withPublicFailures } from './failure.ts';
import { giveUpItem, judgeItem } from './judge/judge-item.ts';
import { pickItems } from './judge/pick-items.ts';
import { observe } from './observe.ts';
import { publish } from './publish.ts';
import { record } from './record.ts';

/** What the release workflow does to the world, ready for a worker. */
export function createActivities(dependencies: ActivityDependencies): ReleaseActivities {
  return {
    publish: withPublicFailures((input) => publish(dependencies, input)),
    awaitAcknowledgements: withPublicFailures((input) => awaitAcknowledgements(dependencies, input)),
    observe: withPublicFailures((input) => observe(dependencies, input)),
    standstill: withPublicFailures((input) => standstill(dependencies, input)),
    awaitOpening: withPublicFailures((input) => awaitOpening(dependencies, input)),
    record: withPublicFailures((input) => record(dependencies, input)),
    pickItems: withPublicFailures((input) => pickItems(dependencies, input)),
    judgeItem: withPublicFailures((input) => judgeItem(dependencies, input)),
    giveUpItem: withPublicFailures((input) => giveUpItem(dependencies, input)),
  };
}
