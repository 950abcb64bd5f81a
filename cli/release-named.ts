import { TidegateError } from '../core/errors.ts';
import type { CliContext } from './context.ts';

const RELEASE_ID = /^rel_/;

/**
 * The id of the release that a word on the command line means: an id itself, or a route, whose newest release is meant.
 * @throws TidegateError `not_found` where the route has had none
 */
export async function releaseNamed(word: string, { api }: CliContext): Promise<string> {
  if (RELEASE_ID.test(word)) return word;
  const { items } = await api.call('listReleases', { query: { route: word, limit: 1 } });
  const [newest] = items;
  if (newest !== undefined) return newest.id;
  throw new TidegateError('not_found', `Route "${word}" has no release: see tidegate release list`);
}
