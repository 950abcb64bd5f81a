import type { Logger } from './log.ts';

/* How a process of a stack begins and ends. Each main.ts uses these; none handles signals by itself. */

export interface ShutdownOptions {
  readonly log: Logger;
  /** Longest time that the orderly end may take, ms. */
  readonly deadlineMs?: number;
}

/** What a child tells its supervisor once it serves. */
export const READY_MESSAGE = 'tidegate:ready';

/** npm passes on the Ctrl-C that the terminal has sent to all already: two of one kind this close together are one. */
const SAME_SIGNAL_MS = 500;

/**
 * Ends the process in order, once, by `close`: on SIGTERM, on SIGINT, and when its supervisor is gone.
 * Exits 0 when done; 1 when `close` fails, takes too long, or a second signal comes.
 */
export function onShutdown(close: () => Promise<void>, { log, deadlineMs = 15_000 }: ShutdownOptions): void {
  let ending = false;
  const end = (why: string): void => {
    if (ending) return exitNow(log, `${why} while ending`);
    ending = true;
    log.info({ why }, 'ending');
    setTimeout(() => exitNow(log, `not ended within ${deadlineMs} ms`), deadlineMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the end failed');
        process.exit(1);
      },
    );
  };
  onSignal((signal) => {
    // Ctrl-C reaches the whole group of a terminal; under a supervisor, that one says when each part ends.
    if (signal === 'SIGTERM' || !isSupervised()) end(signal);
  });
  exitWhenOrphaned(() => {
    if (!ending) end('the supervisor is gone');
  });
}

/** Calls back when the supervisor that started this process is gone, however it went. Does nothing without one. */
function exitWhenOrphaned(end: () => void = () => process.exit(1)): void {
  if (!isSupervised()) return;
  process.once('disconnect', end);
}

/** For the process that supervises: aborted by the first SIGINT or SIGTERM. A second one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  onSignal(() => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
  });
  return controller.signal;
}

/** Resolves once the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Tells the supervisor, where there is one, that this process serves. */
export function reportReady(): void {
  process.send?.(READY_MESSAGE);
}

function onSignal(react: (signal: 'SIGINT' | 'SIGTERM') => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let lastAt = -Infinity;
    process.on(signal, () => {
      const sinceLastMs = performance.now() - lastAt;
      lastAt = performance.now();
      if (sinceLastMs > SAME_SIGNAL_MS) react(signal);
    });
  }
}

function isSupervised(): boolean {
  return process.connected;
}

function exitNow(log: Logger, why: string): void {
  log.error({ why }, 'ended at once');
  process.exit(1);
}
