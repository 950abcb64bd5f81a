import { createOpenAI } from '@ai-sdk/openai';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AIMessageChunk } from '@langchain/core/messages';
import { tool as langchainTool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { KEY, ROUTE, World } from '../given.ts';
import type { RawProvider } from '../raw-provider.ts';
import { TOOL_TEXT, toolProvider } from './tool-provider.ts';

/* Frameworks that apps call models with: no change but the base URL. */

let world: World;
let raw: RawProvider;
const question = 'How warm is it in Bern?';
const citySchema = z.object({ city: z.string() });
beforeAll(async () => {
  raw = await toolProvider();
  world = await World.given({ providerUrl: raw.url });
});
afterAll(async () => {
  await world.end();
  await raw.end();
});

describe('the Vercel AI SDK', () => {
  const model = () => createOpenAI({ baseURL: `${world.url}/v1`, apiKey: KEY }).chat(ROUTE);
  const asked: string[] = [];
  const tools = {
    temperature: tool({
      description: 'The temperature in a city',
      inputSchema: citySchema,
      execute: async ({ city }) => {
        asked.push(city);
        return { celsius: 21 };
      },
    }),
  };

  test('gets a plain answer', async () => {
    const { text, finishReason } = await generateText({ model: model(), prompt: question });
    expect({ text, finishReason }).toEqual({ text: TOOL_TEXT, finishReason: 'stop' });
  });

  test('gets a stream', async () => {
    let text = '';
    for await (const part of streamText({ model: model(), prompt: question }).textStream) text += part;
    expect(text).toBe(TOOL_TEXT);
  });

  test('calls tools, plain and streamed', async () => {
    const plain = await generateText({ model: model(), prompt: question, tools, stopWhen: stepCountIs(3) });
    expect(plain.text).toBe(TOOL_TEXT);
    const streamed = streamText({ model: model(), prompt: question, tools, stopWhen: stepCountIs(3) });
    expect(await streamed.text).toBe(TOOL_TEXT);
    expect(asked).toEqual(['Bern', 'Bern']);
  });
});

describe('LangChain', () => {
  const model = () => new ChatOpenAI({ model: ROUTE, apiKey: KEY, configuration: { baseURL: `${world.url}/v1` } });
  const temperature = langchainTool(async ({ city }) => `${city}: 21`, {
    name: 'temperature',
    description: 'The temperature in a city',
    schema: citySchema,
  });

  test('gets a plain answer', async () => {
    expect((await model().invoke(question)).content).toBe(TOOL_TEXT);
  });

  test('gets a stream', async () => {
    let text = '';
    for await (const part of await model().stream(question)) text += part.text;
    expect(text).toBe(TOOL_TEXT);
  });

  test('calls tools, plain and streamed', async () => {
    const bound = model().bindTools([temperature]);
    const wanted = [{ name: 'temperature', args: { city: 'Bern' } }];
    expect((await bound.invoke(question)).tool_calls).toMatchObject(wanted);
    let whole: AIMessageChunk | undefined;
    for await (const part of await bound.stream(question)) whole = whole?.concat(part) ?? part;
    expect(whole?.tool_calls).toMatchObject(wanted);
  });
});
