import { type AddressInfo, createServer } from 'node:net';

export interface Sink {
  readonly port: string;
  close(): void;
}

/** Takes what the gateway would send to the store, and forgets it. */
export function openSink(): Promise<Sink> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.resume();
    });
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: String((server.address() as AddressInfo).port), close: () => void server.close() });
    });
  });
}
