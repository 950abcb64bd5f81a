import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { outage } from './outage.ts';
import { searches } from './searches.ts';
import { openStore } from './store.ts';
import { writeRate } from './write-rate.ts';

/*
 * Measures the trace store on a Postgres of its own, durable as in production: the sustained rate of two replicas, what
 * searches take among many calls, and what is lost while the store is away. `--part` takes one of the three.
 */
const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    rows: { type: 'string', default: '1000000' },
  },
});

const dataDir = mkdtempSync(join(tmpdir(), 'tidegate-bench-traces-'));
const store = await openStore(dataDir);
const parts: Readonly<Record<string, () => AsyncIterable<string>>> = {
  write: () => writeRate(store, Number(values.seconds)),
  search: () => searches(store, Number(values.rows)),
  outage: () => outage(store, Number(values.seconds)),
};
try {
  for (const [name, run] of Object.entries(parts)) {
    if (values.part !== undefined && values.part !== name) continue;
    for await (const line of run()) console.log(line);
    console.log();
  }
} finally {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
}
