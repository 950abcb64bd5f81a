import { parseArgs } from 'node:util';
import { fuzz, TARGETS } from './fuzz.ts';

/*
 * Tries inputs that nobody would send on all that takes input from outside: `npm run fuzz -- --seed 1 --inputs 40000`. Ends
 * with exit code 1 where one broke a promise, and prints the case to keep in test/bench/fuzz-cases.json.
 */
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, inputs: { type: 'string', default: '40000' } },
});

console.log(`seed ${values.seed}\n\n| what | inputs | time | broken promises |\n|---|---|---|---|`);
for (const target of TARGETS) {
  const inputs = Math.ceil(Number(values.inputs) * target.share);
  const told = await fuzz(target, { seed: Number(values.seed), inputs });
  const { failure } = told;
  console.log(`| ${target.name} | ${told.inputs} | ${told.seconds.toFixed(0)} s | ${failure === undefined ? 0 : 1} |`);
  if (failure === undefined) continue;
  process.exitCode = 1;
  console.error(JSON.stringify(failure));
}
