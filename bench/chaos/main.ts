import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createApiClient } from '../../cli/api-client.ts';
import { interruption } from '../../platform/lifecycle.ts';
import { type ChaosStack, startChaosStack } from './chaos-stack.ts';
import { checkAnswers } from './invariants/answers.ts';
import { checkCounts } from './invariants/counts.ts';
import { checkRolledBack, checkWeights } from './invariants/exposure.ts';
import { checkReplays } from './invariants/replays.ts';
import type { Finding, Seen } from './invariants/seen.ts';
import { checkEndings, checkTransitions, readTimelines } from './invariants/timelines.ts';
import { appendPart, readParts, sumOf } from './record.ts';
import { playReleases } from './releases.ts';
import { report } from './report.ts';
import { prepare, routeName } from './scenario.ts';
import { faultSchedule } from './schedule.ts';
import { type Struck, strike } from './strike.ts';
import { startTraffic } from './traffic.ts';
import { untilWhole } from './wholeness.ts';

/*
 * Causes faults in a stack of its own while clients call it and releases run, and checks from outside that every promise
 * held. The faults are a pure function of the seed. Ends with exit code 1 where one did not hold; what the stack wrote is
 * kept then. With `--record FILE`, what it came to is added to the file and all that is there is told as one; a seed that is
 * there is not run again.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '15' },
    routes: { type: 'string', default: '3' },
    rate: { type: 'string', default: '20' },
    record: { type: 'string' },
  },
});
/** The last minutes belong to the releases that are under way when the faults end. */
const FOR_THE_ENDS = 0.4;
const SETTLED_WITHIN_MS = 60_000;

const seed = Number(values.seed);
if (values.record !== undefined && readParts(values.record).some((part) => part.seed === seed)) {
  tellAll(values.record);
  process.exit();
}

const interrupted = interruption();
const limitMs = Number(values.minutes) * 60_000;

say(`seed ${seed}: starting a stack`);
const stack = await startChaosStack(interrupted);
const enough = AbortSignal.any([interrupted, stack.gone, AbortSignal.timeout(limitMs * (1 - FOR_THE_ENDS))]);
const over = AbortSignal.any([interrupted, stack.gone, AbortSignal.timeout(limitMs)]);
let violations = 1;
try {
  const { seen, findings } = await run(stack);
  violations = findings.reduce((sum, finding) => sum + finding.violations.length, 0);
  say(`\n${report(seen.struck, seen.played, findings)}`);
  if (values.record !== undefined) {
    appendPart(values.record, { seed, struck: seen.struck, played: seen.played, findings });
    tellAll(values.record);
  }
} finally {
  await stack.stop({ keep: violations > 0 });
  if (violations > 0) say(`\nLogs and state are kept in ${stack.folder}`);
}
process.exitCode = violations > 0 ? 1 : 0;

async function run(chaos: ChaosStack): Promise<{ readonly seen: Seen; readonly findings: readonly Finding[] }> {
  const { config, adminToken, apiKey } = chaos;
  const routes = Array.from({ length: Number(values.routes) }, (_, index) => routeName(index));
  await prepare(
    createApiClient({ url: config.controlUrl, token: adminToken, actor: 'chaos' }),
    config.simulatorUrl,
    routes,
  );
  await untilWhole(chaos, SETTLED_WITHIN_MS, interrupted);
  const traffic = startTraffic({ gatewayUrl: config.gatewayUrl, apiKey, routes, callsPerSecond: Number(values.rate) });

  let struck: readonly Struck[] | undefined;
  const striking = strike(chaos, faultSchedule(seed, Number(values.faults)), {
    enough,
    over,
    onFault: say,
  }).then((all) => (struck = all));
  const playing = routes.map((route, index) =>
    playReleases(chaos, route, { goesOn: () => struck === undefined, over, first: index % 2 === 0 ? 'bad' : 'good' }),
  );
  const played = (await Promise.all(playing)).flat();
  const seen = { stack: chaos, calls: traffic.calls, played, struck: await striking };
  say('the faults are over and the releases have ended: checking');
  interrupted.throwIfAborted();
  chaos.gone.throwIfAborted();
  await traffic.stop();
  await untilWhole(chaos, SETTLED_WITHIN_MS, over);
  await untilStored(chaos);
  return { seen, findings: await check(seen) };
}

async function check(seen: Seen): Promise<readonly Finding[]> {
  const timelines = await readTimelines(seen);
  return [
    await checkEndings(seen),
    await checkTransitions(seen, timelines),
    checkRolledBack(seen, timelines),
    checkAnswers(seen),
    checkWeights(seen, timelines),
    await checkCounts(seen),
    await checkReplays(seen),
  ];
}

/** Until no replica has written anything for a while: they write twice a second while they have something. */
async function untilStored({ database }: ChaosStack): Promise<void> {
  let [last, stillFor] = [-1, 0];
  for (let look = 0; stillFor < 4 && look < 120; look += 1) {
    const [row] = await database<{ flushes: number }[]>`SELECT sum(sequence)::bigint AS flushes FROM flush_cursors`;
    stillFor = row?.flushes === last ? stillFor + 1 : 0;
    last = row?.flushes ?? 0;
    await delay(500);
  }
}

function tellAll(file: string): void {
  const parts = readParts(file);
  const { struck, played, findings } = sumOf(parts);
  say(`\nSeeds ${parts.map((part) => part.seed).join(', ')} together:\n\n${report(struck, played, findings)}`);
}

function say(text: string): void {
  console.log(text);
}
