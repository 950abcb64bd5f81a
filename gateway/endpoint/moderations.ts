import { addSource, type CallFacts, isRecord } from '../../core/llm/facts.ts';
import type { Endpoint } from './endpoint.ts';

const WITHHELD: ReadonlySet<string> = new Set(['metadata', 'safety_identifier', 'user']);

/** `POST /v1/moderations`. OpenAI has a model of its own there; here `model` names a route, as everywhere. */
export const moderations: Endpoint = {
  path: '/moderations',
  operation: 'moderation',
  content: 'input',
  texts: [],
  asksForUsage: false,
  withheld: () => WITHHELD,
  answerName: 'moderation',
  facts(json) {
    if (!isRecord(json) || !Array.isArray(json['results'])) return undefined;
    const facts: CallFacts = {};
    addSource(facts, json);
    return facts;
  },
};
