import type { ReadCall } from '../simulated-call.ts';
import { readChat } from './chat.ts';
import { readCompletion } from './completions.ts';
import { readEmbeddings } from './embeddings.ts';
import { readModeration } from './moderations.ts';
import { readResponse } from './responses.ts';

/** By method and path. */
export const ENDPOINTS: ReadonlyMap<string, ReadCall> = new Map([
  ['POST /v1/chat/completions', readChat],
  ['POST /v1/responses', readResponse],
  ['POST /v1/embeddings', readEmbeddings],
  ['POST /v1/completions', readCompletion],
  ['POST /v1/moderations', readModeration],
]);
