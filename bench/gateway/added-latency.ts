import { startMember } from './member.ts';
import { measure, median, type Round } from './round.ts';
import type { Setting } from './setting.ts';
import { interleaved } from './throughput.ts';

const DELAYS_MS = [0, 50];
/** Few enough that nobody waits for the processor: latency under overload is throughput by another name. */
const CONNECTIONS = 4;

/** What stands between the app and the provider adds to each answer, at a load that it carries with ease. */
export async function* addedLatency(setting: Setting): AsyncIterable<string> {
  yield '| body | provider takes | member | added p50 | added p99 |';
  yield '|---|---|---|---|---|';
  for (const delayMs of DELAYS_MS) {
    const upstream = await startMember('mock-upstream', [String(delayMs)]);
    const relay = await startMember('relay', [upstream.url]);
    const gateway = await startMember('gateway-under-test', [upstream.url, setting.sinkPort], setting.nodeOptions);
    const members = { upstream, relay, gateway };
    for (const shape of setting.shapes) {
      const options = { connections: CONNECTIONS, seconds: setting.seconds };
      for (const member of [relay, gateway]) await measure(member, shape, options);
      const rounds = await interleaved(members, (member) => measure(member, shape, options), setting.rounds);
      for (const name of ['relay', 'gateway'] as const) {
        const added = (figure: 'p50Ms' | 'p99Ms'): string =>
          median(rounds.map((round: Record<string, Round>) => difference(round, name, figure))).toFixed(2);
        yield `| ${shape.name} | ${delayMs} ms | ${name} | ${added('p50Ms')} ms | ${added('p99Ms')} ms |`;
      }
    }
    await Promise.all([upstream, relay, gateway].map((member) => member.stop()));
  }
}

function difference(round: Record<string, Round>, name: string, figure: 'p50Ms' | 'p99Ms'): number {
  return (round[name]?.[figure] ?? NaN) - (round['upstream']?.[figure] ?? NaN);
}
