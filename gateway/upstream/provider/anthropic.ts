import { anthropicError } from '../anthropic/error.ts';
import { translateChat } from '../anthropic/chat.ts';
import { translateResponse } from '../anthropic/responses.ts';
import type { Provider } from './provider.ts';

const VERSION = '2023-06-01';
const DEFAULT_MAX_TOKENS = 8_192;

const TRANSLATIONS = new Map([
  ['/chat/completions', translateChat],
  ['/responses', translateResponse],
]);

/** Anthropic's Messages API (https://docs.claude.com/en/api/messages), for chat completions and responses. */
export const anthropic: Provider = {
  headers: (key) => ['anthropic-version', VERSION, ...(key === undefined ? [] : ['x-api-key', key])],
  wire({ baseUrl, defaultMaxTokens = DEFAULT_MAX_TOKENS }, _model, endpoint) {
    const translate = TRANSLATIONS.get(endpoint.path);
    if (translate === undefined) return undefined;
    const { pathname, search } = new URL(baseUrl);
    const root = pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
    return {
      path: `${root}/v1/messages${search}`,
      error: anthropicError,
      translate: (body, nowMs) => translate(body, { defaultMaxTokens, nowMs }),
    };
  },
};
