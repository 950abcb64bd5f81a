import { anthropicError } from '../anthropic/error.ts';
import { translateChat } from '../anthropic/chat.ts';
import type { Provider } from './provider.ts';

const VERSION = '2023-06-01';
const DEFAULT_MAX_TOKENS = 8_192;

/** Anthropic's Messages API (https://docs.claude.com/en/api/messages), for chat completions. */
export const anthropic: Provider = {
  headers: (key) => ['anthropic-version', VERSION, ...(key === undefined ? [] : ['x-api-key', key])],
  wire({ baseUrl, defaultMaxTokens = DEFAULT_MAX_TOKENS }, _model, endpoint) {
    if (endpoint.path !== '/chat/completions') return undefined;
    const { pathname, search } = new URL(baseUrl);
    const root = pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
    return {
      path: `${root}/v1/messages${search}`,
      error: anthropicError,
      translate: (body, nowMs) => translateChat(body, { defaultMaxTokens, nowMs }),
    };
  },
};
