import { createHmac } from 'node:crypto';
import { request } from 'undici';
import type { Guardrail } from '../../../core/guardrail/guardrail.ts';
import { isRecord } from '../../../core/llm/facts.ts';
import type { Ask, GuardServices, Judgement, Subject } from '../guard.ts';
import { joinedForAsking } from './ask-provider.ts';

const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_FINDINGS = 20;

/** Asks a guard that a company already runs. See docs/guardrails.md for what is sent and what is understood. */
export function webhook(config: Guardrail & { kind: 'webhook' }): Ask {
  return async (subject, services) => {
    joinedForAsking(subject.texts);
    const body = JSON.stringify(payload(config.name, subject));
    const answer = await request(config.url, {
      dispatcher: services.outbound.dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'tidegate', ...signature(config, body, services) },
      body,
      signal: AbortSignal.timeout(config.timeoutMs),
    });
    const text = await bounded(answer.body);
    if (answer.statusCode !== 200) throw new Error(`The webhook answered with status ${answer.statusCode}.`);
    return judgement(JSON.parse(text));
  };
}

function payload(guardrail: string, { stage, call, texts, answer }: Subject): object {
  const toolCalls = answer?.choices.flatMap((choice) => choice.toolCalls) ?? [];
  return { guardrail, stage, ...call, texts, ...(toolCalls.length > 0 && { toolCalls }) };
}

/** The time of sending and the body, so that neither can be changed nor the whole sent again later. */
function signature(
  { secret }: Guardrail & { kind: 'webhook' },
  body: string,
  { clock, readSecret }: GuardServices,
): Record<string, string> {
  if (secret === undefined) return {};
  const seconds = Math.floor(clock.wallMs() / 1_000);
  const mac = createHmac('sha256', readSecret(secret)).update(`${seconds}.${body}`).digest('hex');
  return { 'x-tidegate-signature': `t=${seconds},v1=${mac}` };
}

async function bounded(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`The webhook's answer is larger than ${MAX_ANSWER_BYTES} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function judgement(answer: unknown): Judgement {
  const verdict = isRecord(answer) ? answer['verdict'] : undefined;
  if (verdict !== 'allow' && verdict !== 'deny') throw new Error('The webhook gave no verdict.');
  const named = isRecord(answer) && isRecord(answer['findings']) ? Object.entries(answer['findings']) : [];
  const findings = named
    .filter((entry): entry is [string, number] => LABEL.test(entry[0]) && Number.isSafeInteger(entry[1]))
    .slice(0, MAX_FINDINGS);
  return { flagged: verdict === 'deny', findings: Object.fromEntries(findings) };
}

const LABEL = /^[A-Za-z0-9_.-]{1,64}$/;
