import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD } from '../raw-provider.ts';

export const TOOL_TEXT = 'It is größer than 20 degrees in Bern.';

interface Asked {
  readonly stream?: boolean;
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly messages: readonly { readonly role: string }[];
}

/** A provider that calls the first tool it is offered, for Bern, and speaks once it has the tool's result. */
export function toolProvider(): Promise<RawProvider> {
  const provider = RawProvider.that(async (socket, index) => {
    const { requests } = await provider;
    const asked = JSON.parse(requests[index] ?? '') as Asked;
    const tool = asked.messages.some(({ role }) => role === 'tool') ? undefined : asked.tools?.[0]?.function.name;
    socket.write(asked.stream === true ? streamed(tool) : plain(tool));
  });
  return provider;
}

const call = (name: string, text: string) => ({ id: 'call_1', type: 'function', function: { name, arguments: text } });

function plain(tool: string | undefined): string {
  const message =
    tool === undefined
      ? { role: 'assistant', content: TOOL_TEXT }
      : { role: 'assistant', content: null, tool_calls: [call(tool, '{"city":"Bern"}')] };
  const finish_reason = tool === undefined ? 'stop' : 'tool_calls';
  return jsonAnswer(200, { ...COMPLETION, choices: [{ index: 0, message, finish_reason }] });
}

function streamed(tool: string | undefined): Buffer {
  const deltas =
    tool === undefined
      ? TOOL_TEXT.split('').map((content) => ({ content }))
      : [
          { role: 'assistant', tool_calls: [{ index: 0, ...call(tool, '') }] },
          ...['{"ci', 'ty":"Be', 'rn"}'].map((text) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] })),
        ];
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  const events = [
    ...deltas.map((delta) => chunk(delta, null)),
    chunk({}, tool === undefined ? 'stop' : 'tool_calls'),
    DONE,
  ];
  return Buffer.concat([Buffer.from(STREAM_HEAD), ...events.map(frame), Buffer.from(LAST_FRAME)]);
}
