import { ActivityFailure, continueAsNew, sleep, workflowInfo } from '@temporalio/workflow';
import { giveUpItem, judgeItem, pickItems } from './activity-proxies.ts';
import type { JudgingInput, PickedItems } from './contract.ts';

const BETWEEN_ROUNDS = '2s';

/**
 * Has the answers of a release judged by models, as long as the release is under way. Each item is a call that Temporal
 * tries again and again; one that fails for good is missing, and takes no other with it. Prompts and answers never come here.
 */
export async function judging({ releaseId }: JudgingInput): Promise<void> {
  while (!workflowInfo().continueAsNewSuggested) {
    const picked = await pickItems({ releaseId });
    if (picked.over) return;
    await Promise.all(picked.judges.map((judge) => judgeRound(releaseId, judge)));
    await sleep(BETWEEN_ROUNDS);
  }
  await continueAsNew<typeof judging>({ releaseId });
}

/** As many at once as the judge allows. */
async function judgeRound(
  releaseId: string,
  { name, concurrency, spanIds }: PickedItems['judges'][number],
): Promise<void> {
  const waiting = [...spanIds];
  const lane = async (): Promise<void> => {
    for (let spanId = waiting.shift(); spanId !== undefined; spanId = waiting.shift())
      await judgeOne({ releaseId, judge: name, spanId });
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

async function judgeOne(item: { releaseId: string; judge: string; spanId: string }): Promise<void> {
  try {
    await judgeItem(item);
  } catch (failure) {
    if (!(failure instanceof ActivityFailure)) throw failure;
    await giveUpItem(item);
  }
}
