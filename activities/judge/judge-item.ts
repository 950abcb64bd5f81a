import { ApplicationFailure } from '@temporalio/activity';
import { z } from 'zod';
import { lateStatistics } from '../../core/evaluation/late-evidence.ts';
import { type JudgeSpec, pairCaseOf, pairQuestion, rubricQuestion } from '../../core/evaluation/judge.ts';
import { EVERYONE } from '../../core/decision/look.ts';
import { asReleaseId } from '../../core/ids.ts';
import type { ReleasePairs } from '../../core/llm/flush.ts';
import type { PairTally } from '../../core/llm/statistics.ts';
import { readPicked, settleItem, type PickedItem } from '../../store/judgements.ts';
import { beginLateBatch, writeLateStatistics } from '../../store/late-statistics.ts';
import { findRelease, type ReleaseRecord } from '../../store/releases.ts';
import { listProviders } from '../../store/routes.ts';
import type { JudgeItemInput } from '../../workflows/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { askJudge, type JudgeAccount } from './ask-judge.ts';

const rubricVerdict = z.object({ reason: z.string(), verdict: z.enum(['pass', 'fail']) });
const pairVerdict = z.object({ reason: z.string(), better: z.enum(['A', 'B', 'tie']) });

const MAX_WHY = 1_000;

/**
 * Has one answer judged and counts the verdict, once however often this is tried. An item whose texts are gone, whose
 * release has ended, or that the limit of spending does not allow any more, is missing: it never passes.
 */
export async function judgeItem(dependencies: ActivityDependencies, input: JudgeItemInput): Promise<void> {
  const { database } = dependencies;
  const { releaseId, judge: name, spanId } = input;
  const release = await findRelease(database, releaseId);
  const judge = release?.spec.judges.find((each) => each.name === name);
  if (release === undefined || judge === undefined) return;
  const missing = async (why: string): Promise<void> =>
    void (await settleItem(database, releaseId, name, spanId, { state: 'missing', why, costUsd: 0 }));
  if (release.endedAt !== null) return missing('the release has ended');
  const item = await readPicked(database, releaseId, name, spanId);
  if (item === undefined) return missing('its texts are gone');
  const account = await accountOf(dependencies, release, judge);
  const verdict = item.other === null ? await byRubric(account, item) : await byPair(account, item, item.other);
  if (verdict === undefined) return missing(`the limit of $${judge.maxSpendUsd} is reached`);
  await count(dependencies, release, item, name, verdict);
}

/** An item that was tried and tried is missing. */
export async function giveUpItem(
  { database }: ActivityDependencies,
  { releaseId, judge, spanId }: JudgeItemInput,
): Promise<void> {
  await settleItem(database, releaseId, judge, spanId, { state: 'missing', why: 'the judge failed', costUsd: 0 });
}

interface ItemVerdict {
  readonly verdict: 'pass' | 'fail' | keyof PairTally;
  readonly why: string;
  readonly costUsd: number;
}

async function byRubric(account: JudgeAccount, texts: PickedItem): Promise<ItemVerdict | undefined> {
  const { prompt, answer } = texts;
  const answered = await askJudge(account, rubricQuestion(account.judge.rubric, { prompt, answer }));
  if (answered === undefined) return undefined;
  const { verdict, reason } = parsed(rubricVerdict, answered.json);
  return { verdict, why: reason, costUsd: answered.costUsd };
}

/** Asked twice, in both orders. */
async function byPair(account: JudgeAccount, item: PickedItem, other: string): Promise<ItemVerdict | undefined> {
  const { rubric } = account.judge;
  const first = await askJudge(account, pairQuestion(rubric, item.prompt, other, item.answer));
  const second = first && (await askJudge(account, pairQuestion(rubric, item.prompt, item.answer, other)));
  if (first === undefined || second === undefined) return undefined;
  const [one, two] = [parsed(pairVerdict, first.json), parsed(pairVerdict, second.json)];
  return {
    verdict: pairCaseOf(one.better, two.better),
    why: `stable first: ${one.reason} candidate first: ${two.reason}`,
    costUsd: first.costUsd + second.costUsd,
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const result = schema.safeParse(json);
  if (!result.success) throw ApplicationFailure.retryable('The verdict has not the shape asked for', 'no_verdict');
  return result.data;
}

async function count(
  { database }: ActivityDependencies,
  release: ReleaseRecord,
  { call }: PickedItem,
  judge: string,
  { verdict, why, costUsd }: ItemVerdict,
): Promise<void> {
  const metric = `eval_fail_rate:${judge}`;
  const cohortBy = [
    ...new Set(release.spec.gates.flatMap(({ cohortBy: label }) => (label === undefined ? [] : [label]))),
  ];
  await database.begin(async (transaction) => {
    await beginLateBatch(transaction, 'judge');
    const settled = { state: 'judged', verdict, why: why.slice(0, MAX_WHY), costUsd } as const;
    if (!(await settleItem(transaction, release.id, judge, call.spanId, settled))) return;
    if (verdict === 'pass' || verdict === 'fail') {
      const trial = { call, signal: { metric, bad: verdict === 'fail' } };
      await writeLateStatistics(
        transaction,
        'judge',
        lateStatistics([trial], () => cohortBy),
      );
      return;
    }
    // Stable's own trials come with the pairs: nothing else brings this metric for it.
    const stable = { ...call, arm: 'stable' as const };
    const trial = { call: stable, signal: { metric, bad: verdict === 'onlyStableBad' } };
    const statistics = lateStatistics([trial], () => cohortBy);
    const pairs = [EVERYONE, ...statistics.map(({ cohort }) => cohort).filter((cohort) => cohort !== EVERYONE)];
    await writeLateStatistics(
      transaction,
      'judge',
      statistics,
      pairs.map((cohort) => pairOf(release.id, cohort, metric, verdict)),
    );
  });
}

/** The pair's requests were compared when they ended: here it brings one more metric of theirs. */
function pairOf(releaseId: string, cohort: string, metric: string, verdict: keyof PairTally): ReleasePairs {
  const tally = { bothGood: 0, onlyStableBad: 0, onlyCandidateBad: 0, bothBad: 0, [verdict]: 1 };
  return {
    releaseId: asReleaseId(releaseId),
    cohort,
    statistics: { pairs: 0, rates: { [metric]: tally }, ratios: {} },
  };
}

async function accountOf(
  { database, readSecret, outbound }: ActivityDependencies,
  release: ReleaseRecord,
  judge: JudgeSpec,
): Promise<JudgeAccount> {
  const provider = (await listProviders(database)).find(({ id }) => id === judge.provider);
  const refuse = (why: string): ApplicationFailure =>
    ApplicationFailure.nonRetryable(`Judge "${judge.name}" can not work: ${why}`, 'misconfigured');
  if (provider === undefined) throw refuse(`there is no provider "${judge.provider}"`);
  if (provider.kind !== 'openai-compatible') throw refuse(`"${provider.id}" is not openai-compatible`);
  const price = provider.prices[judge.model];
  if (price === undefined)
    throw refuse(`"${provider.id}" has no price for ${judge.model}, by which spending is limited`);
  const apiKey = provider.apiKey === undefined ? 'none' : readSecret(provider.apiKey);
  return { database, releaseId: release.id, judge, provider, price, apiKey, outbound };
}
