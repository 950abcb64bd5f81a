import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import type { Endpoint } from './endpoint.ts';
import { moderations } from './moderations.ts';
import { responses } from './responses.ts';

/** What an app may ask of a model, by the path of the request. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(
  [chat, responses, embeddings, completions, moderations].map((endpoint) => [`/v1${endpoint.path}`, endpoint]),
);
