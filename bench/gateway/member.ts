import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a process has used since it began. */
export interface Usage {
  /** User and system time of all its threads, seconds. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** One process of the benchmark. */
export interface Member {
  readonly url: string;
  /** Sent to it with each request, beside those that all get. */
  readonly headers?: Readonly<Record<string, string>>;
  usage(collectGarbage?: boolean): Promise<Usage>;
  stop(): Promise<void>;
}

export type Program = 'mock-upstream' | 'relay' | 'gateway-under-test';

/** Starts a program of this folder and waits until it says where it listens. */
export async function startMember(
  program: Program,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Member> {
  const path = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const child = fork(path, args, { execArgv: ['--expose-gc', ...nodeOptions] });
  const answer = <Answer>(question?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`${program} ended with ${code}.`));
      child.once('exit', onExit);
      child.once('message', (message: unknown) => {
        child.off('exit', onExit);
        resolve(message as Answer);
      });
      if (question !== undefined) child.send(question);
    });
  const { url } = await answer<{ url: string }>();
  return {
    url,
    usage: (collectGarbage = false) => answer<Usage>(collectGarbage ? 'usage after gc' : 'usage'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
