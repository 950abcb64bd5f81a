import { parseArgs } from 'node:util';
import { addedLatency } from './added-latency.ts';
import { mirrorCost } from './mirror-cost.ts';
import { SHAPES } from './shapes.ts';
import { openSink } from './sink.ts';
import { soak } from './soak.ts';
import { throughput } from './throughput.ts';

/*
 * Measures the gateway beside the mock upstream alone and beside a bare relay: `--rounds` interleaved rounds of
 * `--seconds` each. `--only` takes shapes by name; `--soak` runs ten minutes (or `--minutes`) of load
 * and looks at the memory instead; `--profile FOLDER` writes a CPU profile of the gateway.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string', multiple: true, default: [] },
    part: { type: 'string' },
    soak: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    profile: { type: 'string' },
  },
});

const unknown = values.only.find((only) => SHAPES.every(({ name }) => name !== only));
if (unknown !== undefined)
  throw new Error(`There is no shape "${unknown}": use ${SHAPES.map(({ name }) => `"${name}"`).join(', ')}.`);
const sink = await openSink();
const setting = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  connections: Number(values.connections),
  sinkPort: sink.port,
  nodeOptions: values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`],
  shapes: SHAPES.filter(({ name }) => values.only.length === 0 || values.only.includes(name)),
};
const parts: Readonly<Record<string, () => AsyncIterable<string>>> = values.soak
  ? { soak: () => soak(setting, Number(values.minutes)) }
  : { throughput: () => throughput(setting), latency: () => addedLatency(setting), mirror: () => mirrorCost(setting) };
for (const [name, run] of Object.entries(parts)) {
  if (values.part !== undefined && values.part !== name) continue;
  for await (const line of run()) console.log(line);
  console.log();
}
sink.close();
