import { defineSearchAttributeKey } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from './contract.ts';

/** The search attributes of a release, as typed keys. */
export const searchAttributeKeys = {
  releaseId: defineSearchAttributeKey(SEARCH_ATTRIBUTES.releaseId, 'KEYWORD'),
  route: defineSearchAttributeKey(SEARCH_ATTRIBUTES.route, 'KEYWORD'),
  stage: defineSearchAttributeKey(SEARCH_ATTRIBUTES.stage, 'KEYWORD'),
  status: defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, 'KEYWORD'),
  candidate: defineSearchAttributeKey(SEARCH_ATTRIBUTES.candidate, 'KEYWORD'),
  weight: defineSearchAttributeKey(SEARCH_ATTRIBUTES.weight, 'DOUBLE'),
} as const;
