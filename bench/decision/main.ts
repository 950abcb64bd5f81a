import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type JudgeName, JUDGES } from '../../simulator/judge.ts';
import { runInParallel } from '../../simulator/run-in-parallel.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import { leadTable, lines } from './lead.ts';
import { BENCHMARK_PAGE, writeBetweenMarks } from './page.ts';
import type { Measured } from './measured.ts';
import { type BenchmarkScenario, SCENARIOS } from './scenarios.ts';
import { HEADER, row } from './table.ts';

/*
 * `npm run bench:decision`: every scenario under every judge, as tables for people. A whole run writes them into
 * docs/decision-benchmark.md; `--quick` (a few runs each), `--only` and `--judge` print only.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    'healthy-runs': { type: 'string', default: '10000' },
    'other-runs': { type: 'string', default: '200' },
    'other-healthy-runs': { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
    judge: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const QUICK_RUNS = 2;
/** False rollbacks are rare: what they are compared by needs more runs. */
const BASES = ['healthy', 'scarce traffic, healthy'];

const isWhole = !values.quick && values.only === undefined && values.judge === undefined;
const measured: Measured[] = [];
for (const line of HEADER) console.log(line);
for (const each of SCENARIOS) {
  if (values.only !== undefined && !each.name.includes(values.only)) continue;
  const scenario = scenarioSchema.parse(each.scenario);
  for (const judge of JUDGES) {
    if (values.judge !== undefined && judge !== values.judge) continue;
    const options = { runs: runsOf(each, judge), seed: Number(values.seed), judge };
    const report = await runInParallel(scenario, options, Number(values.threads));
    measured.push({ scenario: each, report });
    console.log(row(each, report));
  }
}
const lead = leadTable(measured);
console.log(`\n${lines(lead)}`);
if (isWhole) {
  const table = [...HEADER, ...measured.map(({ scenario, report }) => row(scenario, report))];
  await writeBetweenMarks('table', lines(table));
  await writeBetweenMarks('lead', lines(lead));
  console.log(`\nWritten into ${BENCHMARK_PAGE}.`);
}

function runsOf({ kind, name }: BenchmarkScenario, judge: JudgeName): number {
  if (values.quick) return QUICK_RUNS;
  const isBase = kind === 'healthy' && BASES.includes(name);
  if (judge === 'tidegate') return Number(name === 'healthy' ? values['healthy-runs'] : isBase ? 1_000 : values.runs);
  return Number(isBase ? values['other-healthy-runs'] : values['other-runs']);
}
