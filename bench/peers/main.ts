import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { readConfig } from '../../platform/config.ts';
import { type Member, startMember } from '../gateway/member.ts';
import { measure, median, type Round } from '../gateway/round.ts';
import { SHAPES } from '../gateway/shapes.ts';
import { openSink } from '../gateway/sink.ts';
import { interleaved } from '../gateway/throughput.ts';
import { LITELLM, startLitellm } from './litellm.ts';
import { PORTKEY, startPortkey } from './portkey.ts';

/*
 * This gateway beside a bare relay, Portkey's gateway and LiteLLM's proxy: one upstream, one load, interleaved rounds.
 * Prints the section "Peers" of docs/benchmarks.md.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '32' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const { cacheDir } = readConfig();
const sink = await openSink();

async function withMembers(delayMs: number, use: (members: Record<string, Member>) => Promise<void>): Promise<void> {
  const upstream = await startMember('mock-upstream', [String(delayMs)]);
  const members = {
    upstream,
    relay: await startMember('relay', [upstream.url]),
    tidegate: await startMember('gateway-under-test', [upstream.url, sink.port]),
    Portkey: await startPortkey(cacheDir, upstream.url),
    LiteLLM: await startLitellm(cacheDir, upstream.url),
  };
  try {
    await use(members);
  } finally {
    await Promise.all(Object.values(members).map((member) => member.stop()));
  }
}

const peersOf = (members: Record<string, Member>): string[] =>
  Object.keys(members).filter((name) => name !== 'upstream');

console.log(
  `Measured on ${new Date().toISOString().slice(0, 10)}, ${cpus().length} shared cores (${cpus()[0]?.model ?? ''}), `,
);
console.log(
  `Node ${process.version}, @portkey-ai/gateway ${PORTKEY}, LiteLLM ${LITELLM} (one worker); ${rounds} rounds of ${seconds} s.\n`,
);

await withMembers(0, async (members) => {
  console.log('| body | member | requests/s | CPU s per 1,000 | of tidegate’s CPU | memory |');
  console.log('|---|---|---|---|---|---|');
  for (const shape of SHAPES.filter(({ bodyBytes }) => bodyBytes === 1_024)) {
    const options = { connections: Number(values.connections), seconds };
    for (const name of peersOf(members)) await measure(memberOf(members, name), shape, { ...options, seconds: 2 });
    const taken = await interleaved(members, (member) => measure(member, shape, options), rounds);
    for (const name of peersOf(members)) {
      const times = taken.map(
        (round) => roundOf(round, name).cpuSecondsPer1000 / roundOf(round, 'tidegate').cpuSecondsPer1000,
      );
      const of = (figure: keyof Round): number => median(taken.map((round) => roundOf(round, name)[figure]));
      const cells = [
        shape.name,
        name,
        Math.round(of('requestsPerSecond')),
        of('cpuSecondsPer1000').toFixed(3),
        median(times).toFixed(1),
        `${Math.round(of('rssBytes') / 2 ** 20)} MB`,
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
});
console.log();
await withMembers(50, async (members) => {
  console.log('| provider takes 50 ms, 4 connections | added p50 | added p99 |');
  console.log('|---|---|---|');
  const [shape] = SHAPES;
  if (shape === undefined) throw new Error('There is no shape.');
  const options = { connections: 4, seconds };
  for (const name of peersOf(members)) await measure(memberOf(members, name), shape, { ...options, seconds: 2 });
  const taken = await interleaved(members, (member) => measure(member, shape, options), rounds);
  for (const name of peersOf(members)) {
    const added = (figure: 'p50Ms' | 'p99Ms'): string =>
      median(taken.map((round) => roundOf(round, name)[figure] - roundOf(round, 'upstream')[figure])).toFixed(1);
    console.log(`| ${name} | ${added('p50Ms')} ms | ${added('p99Ms')} ms |`);
  }
});
sink.close();

function memberOf(members: Record<string, Member>, name: string): Member {
  const member = members[name];
  if (member === undefined) throw new Error(`There is no ${name}.`);
  return member;
}

function roundOf(rounds: Record<string, Round>, name: string): Round {
  const round = rounds[name];
  if (round === undefined) throw new Error(`${name} was not measured.`);
  return round;
}
