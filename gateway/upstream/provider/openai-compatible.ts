import type { Provider } from './provider.ts';

/** OpenAI, and whoever speaks as it does: vLLM, Ollama, Gemini's compatible endpoint and most others. */
export const openaiCompatible: Provider = {
  headers: (key) => (key === undefined ? [] : ['authorization', `Bearer ${key}`]),
  wire({ baseUrl }, _model, endpoint) {
    const { pathname, search } = new URL(baseUrl);
    return { path: pathname.replace(/\/+$/, '') + endpoint.path + search };
  },
};
