import { connect } from 'node:net';

const PATIENCE_MS = 20_000;

/**
 * Sends bytes to a server as no client would, and brings back all that it said until it closed the connection. Statuses of
 * the answers in their order.
 * @throws Error where the connection stays open
 */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<{ text: string; statuses: number[] }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (part) => (text += part.toString('latin1')));
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the connection stayed open after: ${text}`));
    }, PATIENCE_MS);
    socket.on('error', () => undefined); // a server that closes while it is written to
    socket.on('close', () => {
      clearTimeout(late);
      resolve();
    });
    socket.write(bytes);
  });
  return { text, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)) };
}

/**
 * Requests that two servers one behind the other may read as different ones, each with a second request hidden in it, by
 * what is wrong with it. Whoever reads them must answer one 400 and nothing else.
 */
export function smuggled(path: string, hidden: string): readonly (readonly [string, string])[] {
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
  const length = `Content-Length: ${hidden.length + 5}\r\n`;
  return [
    ['a length and chunks', `${head}${length}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['chunks and a length', `${head}Transfer-Encoding: chunked\r\n${length}\r\n0\r\n\r\n${hidden}`],
    ['two lengths', `${head}Content-Length: 0\r\n${length}\r\n${hidden}`],
    ['a length of two numbers', `${head}Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`],
    ['a length with a sign', `${head}Content-Length: +0\r\n\r\n${hidden}`],
    ['a negative length', `${head}Content-Length: -1\r\n\r\n${hidden}`],
    ['an encoding that is none', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['an encoding that is not the last', `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
    ['a space before a colon', `${head}Content-Length : 0\r\n\r\n${hidden}`],
    [
      'a header over two lines',
      `${head}X-A: b\r\n Content-Length: 0\r\nTransfer-Encoding\r\n : chunked\r\n\r\n${hidden}`,
    ],
    ['a length of a chunk that is none', `${head}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`],
    [
      'a chunk that is longer than its length',
      `${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n${hidden}`,
    ],
    ['a zero in a header', `${head}X-A: b\0c\r\nContent-Length: 0\r\n\r\n${hidden}`],
    ['lines without a return', `${head.replaceAll('\r', '')}Content-Length: 0\n\n${hidden}`],
  ];
}
