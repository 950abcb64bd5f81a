import { ApplicationFailure } from '@temporalio/activity';
import OpenAI from 'openai';
import type { JudgeQuestion, JudgeSpec } from '../../core/evaluation/judge.ts';
import { callCostUsd } from '../../core/llm/cost.ts';
import { mostPromptTokens } from '../../core/evaluation/judge.ts';
import type { ModelPrice, ProviderConfig } from '../../core/route/provider.ts';
import { bookSpending, reserveSpending } from '../../store/judgements.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { Database } from '../../store/database.ts';

/** Who is asked, for which release, and on what account. */
export interface JudgeAccount {
  readonly database: Database;
  readonly releaseId: string;
  readonly judge: JudgeSpec;
  readonly provider: ProviderConfig;
  readonly price: ModelPrice;
  readonly apiKey: string;
  readonly outbound: Outbound;
}

export interface JudgeAnswer {
  readonly json: unknown;
  readonly costUsd: number;
}

const ANSWER_WITHIN_MS = 60_000;

/**
 * Asks a judging model one question. What the call may cost at most is set aside before it, so that spending never goes
 * beyond the limit; a call whose end is not known counts as if it had cost that. `undefined` where the limit does not allow
 * the call. Errors say to Temporal whether the same question may be asked again.
 */
export async function askJudge(account: JudgeAccount, question: JudgeQuestion): Promise<JudgeAnswer | undefined> {
  const { database, releaseId, judge, price } = account;
  const most = { promptTokens: mostPromptTokens(question), completionTokens: judge.maxOutputTokens };
  const reservedUsd = callCostUsd(price, most);
  if (!(await reserveSpending(database, releaseId, judge.name, reservedUsd, judge.maxSpendUsd))) return undefined;
  const book = (spentUsd: number): Promise<void> =>
    bookSpending(database, releaseId, judge.name, { reservedUsd, spentUsd });
  let completion: OpenAI.ChatCompletion;
  try {
    completion = await clientOf(account).chat.completions.create({
      model: judge.model,
      messages: [
        { role: 'system', content: question.system },
        { role: 'user', content: question.user },
      ],
      max_completion_tokens: judge.maxOutputTokens,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'verdict', strict: true, schema: { ...question.schema } },
      },
    });
  } catch (error) {
    // An answer with an error is not paid for; whether one that never came is, nobody knows.
    await book(error instanceof OpenAI.APIError && error.status !== undefined ? 0 : reservedUsd);
    throw asFailure(error);
  }
  const usage = completion.usage;
  const costUsd =
    usage === undefined
      ? reservedUsd
      : callCostUsd(price, { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens });
  await book(costUsd);
  return { json: verdictIn(completion), costUsd };
}

/** Retries are Temporal's: the client makes none. */
function clientOf({ provider, apiKey, outbound }: JudgeAccount): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: provider.baseUrl,
    defaultHeaders: provider.headers,
    maxRetries: 0,
    fetch: outbound.fetch,
    timeout: ANSWER_WITHIN_MS,
  });
}

function verdictIn({ choices: [choice] }: OpenAI.ChatCompletion): unknown {
  const text = choice?.message.content;
  if (text === null || text === undefined)
    throw ApplicationFailure.retryable('The judge gave no verdict', 'no_verdict');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw ApplicationFailure.retryable('The verdict is no JSON', 'no_verdict');
  }
}

const PASSING = new Set([408, 409, 425, 429]);

/** Neither the question nor the answer stands in a failure: it goes into a history. */
function asFailure(error: unknown): ApplicationFailure {
  if (!(error instanceof OpenAI.APIError) || error.status === undefined) {
    return ApplicationFailure.retryable('The judge could not be reached', 'unreachable');
  }
  const status = Number(error.status);
  const message = `The judge answered ${status}`;
  if (status < 500 && !PASSING.has(status)) return ApplicationFailure.nonRetryable(message, 'refused');
  const afterS = Number((error.headers as Headers | undefined)?.get('retry-after'));
  return ApplicationFailure.create({
    message,
    type: 'busy',
    ...(afterS > 0 && afterS <= 600 ? { nextRetryDelay: afterS * 1_000 } : {}),
  });
}
