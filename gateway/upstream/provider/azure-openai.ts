import { isRecord } from '../../../core/llm/facts.ts';
import type { CallFacts } from '../../../core/llm/facts.ts';
import { COMPLETION_EVENTS } from '../../endpoint/completion-events.ts';
import type { EventReader } from '../../endpoint/endpoint.ts';
import { eventObject } from '../../endpoint/event-object.ts';
import type { Provider } from './provider.ts';

/**
 * Azure OpenAI (https://learn.microsoft.com/azure/ai-foundry/openai/reference). The model is the name of a deployment:
 * in the path with an `apiVersion`, in the body on the v1 surface. Responses have it in the body on both.
 */
export const azureOpenai: Provider = {
  headers: (key) => (key === undefined ? [] : ['api-key', key]),
  wire({ baseUrl, apiVersion }, model, { path }) {
    if (path === '/moderations') return undefined;
    const { pathname, searchParams } = new URL(baseUrl);
    const root = `${pathname.replace(/\/+$/, '').replace(/\/openai(\/v1)?$/, '')}/openai`;
    if (apiVersion !== undefined) searchParams.set('api-version', apiVersion);
    const query = searchParams.size === 0 ? '' : `?${searchParams.toString()}`;
    const surface = apiVersion === undefined ? '/v1' : path === '/responses' ? '' : deployment(model);
    const isCompletion = path === '/chat/completions' || path === '/completions';
    return { path: root + surface + path + query, error: azureError, ...(isCompletion && { events: AZURE_EVENTS }) };
  },
};

function deployment(model: string): string {
  return `/deployments/${encodeURIComponent(model)}`;
}

/** What stands in front of a deployment (its gateway, API management) writes errors as `{"statusCode", "message"}`. */
function azureError(_status: number, json: unknown): object | undefined {
  if (!isRecord(json) || isRecord(json['error']) || typeof json['message'] !== 'string') return undefined;
  return { error: { message: json['message'], type: null, param: null, code: codeOf(json['statusCode']) } };
}

function codeOf(code: unknown): string | null {
  return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
}

/**
 * The verdicts of Azure's content filter come in chunks of their own, without a choice or without its delta: clients of
 * OpenAI read `choices[0].delta` and would stumble. What the filter did is still told by `finish_reason`.
 */
const AZURE_EVENTS: EventReader = {
  ...COMPLETION_EVENTS,
  telling: new RegExp(`${COMPLETION_EVENTS.telling.source}|"prompt_filter_results"|"content_filter_offsets"`),
  read(facts: CallFacts, data: string) {
    const meaning = COMPLETION_EVENTS.read(facts, data);
    return meaning === 'other' && isFilterNote(data) ? 'withheld' : meaning;
  },
};

function isFilterNote(data: string): boolean {
  const choices = eventObject(data)?.['choices'];
  if (!Array.isArray(choices)) return false;
  return choices.every((choice) => isRecord(choice) && choice['delta'] === undefined && choice['text'] === undefined);
}
