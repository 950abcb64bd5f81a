import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { JUDGES } from '../../simulator/judge.ts';
import { runInParallel } from '../../simulator/run-in-parallel.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import { SCENARIOS } from './scenarios.ts';
import { HEADER, row } from './table.ts';

/* Prints the benchmark's table: every scenario under every judge. `--runs` and `--healthy-runs` say how often. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    'healthy-runs': { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    judge: { type: 'string' },
  },
});

for (const line of HEADER) console.log(line);
for (const each of SCENARIOS) {
  if (values.only !== undefined && !each.name.includes(values.only)) continue;
  const scenario = scenarioSchema.parse(each.scenario);
  for (const judge of JUDGES) {
    if (values.judge !== undefined && judge !== values.judge) continue;
    const runs = Number(each.name === 'healthy' ? values['healthy-runs'] : values.runs);
    const report = await runInParallel(scenario, { runs, seed: Number(values.seed), judge }, availableParallelism());
    console.log(row(each, report));
  }
}
