import { masked } from '../../core/guardrail/mask.ts';
import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import { UnreadableJson } from '../../core/llm/json-texts.ts';
import { badRequest } from '../http/api-error.ts';
import { type AppRequest, readAppRequest } from '../request/app-request.ts';
import { askGuards } from './ask-guards.ts';
import { checkTexts } from './check-texts.ts';
import type { GuardedCallInfo, GuardServices } from './guard.ts';
import { spliced } from './json-strings.ts';
import type { GuardReport } from './report.ts';
import type { VersionGuards } from './version-guards.ts';
import { type RequestText, requestTexts } from './request-texts.ts';

export interface RequestCheck {
  readonly stop: GuardrailStop | undefined;
  /** As the provider shall get it. */
  readonly request: AppRequest;
}

/**
 * Asks guardrails about a request: first those that search its texts, then the others, who read what those left.
 * @throws ApiError 400 for a request that can not be read
 */
export async function checkRequest(
  { pre: guards, readsMetadata }: VersionGuards,
  request: AppRequest,
  call: GuardedCallInfo,
  report: GuardReport,
  services: GuardServices,
  endBy: number,
): Promise<RequestCheck> {
  if (guards.length === 0 || request.endpoint.texts.length === 0) return { stop: undefined, request };
  const texts = textsOf(request, readsMetadata ? [...request.endpoint.texts, 'metadata'] : request.endpoint.texts);
  const { stop, masks } = await checkTexts(guards, texts, report, services.clock, endBy);
  if (stop !== undefined) return { stop, request };
  const left = texts.map((text, index) => ({
    ...text,
    text: masked(text.text, 0, masks.get(index) ?? [], text.isJson),
  }));
  const subject = { stage: 'pre' as const, call, texts: left.map(({ role, text }) => ({ role, text })) };
  const asked = await askGuards(guards, subject, report, services, endBy);
  if (asked !== undefined || masks.size === 0) return { stop: asked, request };
  const changed = left.filter((_, index) => masks.has(index));
  const splices = changed.map(({ text, start, end }) => ({ start, end, value: text }));
  const body = Buffer.from(spliced(request.text, splices), 'latin1');
  return { stop: undefined, request: readAppRequest(request.endpoint, body) };
}

function textsOf(request: AppRequest, names: readonly string[]): RequestText[] {
  try {
    return requestTexts(request, names);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    const fields = names.map((name) => `"${name}"`).join(' or ');
    throw badRequest(`The field ${fields} of the request can not be read: ${error.message}`, 'invalid_json');
  }
}
