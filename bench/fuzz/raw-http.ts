import { connect } from 'node:net';
import fc from 'fast-check';
import { KEY, QUESTION, ROUTE, World } from '../../test/gateway/given.ts';
import { type FuzzTarget, HANGS_AFTER_MS } from './target.ts';

const BODY = JSON.stringify({ model: ROUTE, messages: QUESTION });
const WHOLE = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const PIECES = [
  '\r\n',
  '\r',
  '\n',
  ':',
  ' ',
  '\0',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 1\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: h2c\r\n',
  'Trailer: x\r\n',
  'HTTP/1.1',
  '\xff',
  '0\r\n\r\n',
];

/** A request of which a few places are cut out, or have something put in; sent in pieces. */
const bytes = fc
  .array(
    fc.record({
      at: fc.nat(),
      cut: fc.nat(6),
      put: fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary-ascii', maxLength: 8 })),
    }),
    { maxLength: 5 },
  )
  .map((changes) =>
    changes.reduce((text, { at, cut, put }) => {
      const place = at % text.length;
      return text.slice(0, place) + put + text.slice(place + cut);
    }, WHOLE),
  );

/** Bytes that are nearly a request: answered or hung up on, never with an error of the gateway's own. */
export const rawHttp: FuzzTarget = {
  name: 'bytes on a connection to the gateway',
  share: 0.2,
  async open() {
    const world = await World.given();
    const { hostname, port } = new URL(world.url);
    const property = fc.asyncProperty(bytes, fc.nat(), async (sent, cut) => {
      const said = await new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
        const late = setTimeout(() => {
          socket.destroy();
          reject(new Error(`hangs after: ${text}`));
        }, HANGS_AFTER_MS);
        socket.on('data', (part) => (text += part.toString('latin1')));
        socket.on('error', () => undefined);
        socket.on('end', () => socket.end());
        socket.on('close', () => {
          clearTimeout(late);
          resolve(text);
        });
        const at = cut % sent.length;
        socket.write(Buffer.from(sent.slice(0, at), 'latin1'));
        socket.end(Buffer.from(sent.slice(at), 'latin1'));
      });
      const statuses = [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      const ours = statuses.filter((status) => status >= 500 && status !== 501);
      if (ours.length > 0) throw new Error(`answered ${said}`);
      await fetch(`${world.url}/healthz`);
    });
    return { property, close: () => world.end() };
  },
};
