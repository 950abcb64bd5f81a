import { COMPLETION_USAGE } from '../../core/llm/completion.ts';
import { addSource, addUsage, type CallFacts, isRecord } from '../../core/llm/facts.ts';
import type { Endpoint } from './endpoint.ts';

const WITHHELD: ReadonlySet<string> = new Set(['metadata', 'safety_identifier']);

/** `POST /v1/embeddings`. */
export const embeddings: Endpoint = {
  path: '/embeddings',
  operation: 'embeddings',
  content: 'input',
  texts: ['input'],
  asksForUsage: false,
  withheld: () => WITHHELD,
  answerName: 'list of embeddings',
  facts(json) {
    if (!isRecord(json) || !Array.isArray(json['data'])) return undefined;
    const facts: CallFacts = {};
    addSource(facts, json);
    if (isRecord(json['usage'])) addUsage(facts, json['usage'], COMPLETION_USAGE);
    return facts;
  },
};
