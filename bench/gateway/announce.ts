import type { Usage } from './member.ts';

/** Tells the benchmark where this process listens, and from then on what it has used, whenever it asks. */
export function announce(url: string): void {
  process.on('message', (question) => {
    if (question === 'usage after gc') globalThis.gc?.();
    process.send?.(usage());
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuSeconds: (user + system) / 1e6, rssBytes: rss, heapBytes: heapUsed };
}
