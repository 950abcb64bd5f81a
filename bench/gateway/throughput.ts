import { type Member, startMember } from './member.ts';
import { measure, median, type Round } from './round.ts';
import type { Setting } from './setting.ts';

/** Requests a second and processor time, under as much load as each can take. */
export async function* throughput(setting: Setting): AsyncIterable<string> {
  const upstream = await startMember('mock-upstream', []);
  const relay = await startMember('relay', [upstream.url]);
  const gateway = await startMember('gateway-under-test', [upstream.url, setting.sinkPort], setting.nodeOptions);
  const members = { upstream, relay, gateway };
  yield '| body | member | requests/s | of the relay | CPU s per 1,000 | times the relay | memory |';
  yield '|---|---|---|---|---|---|---|';
  for (const shape of setting.shapes) {
    for (const member of [relay, gateway]) await measure(member, shape, { ...setting, seconds: 2 }); // compiles the code
    const rounds = await interleaved(members, (member) => measure(member, shape, setting), setting.rounds);
    for (const name of ['upstream', 'relay', 'gateway'] as const) {
      const of = (figure: keyof Round): number => median(rounds.map((round) => round[name][figure]));
      const times = (figure: keyof Round): number =>
        median(rounds.map((round) => round[name][figure] / round.relay[figure]));
      const cells = [
        shape.name,
        name,
        Math.round(of('requestsPerSecond')),
        times('requestsPerSecond').toFixed(2),
        of('cpuSecondsPer1000').toFixed(4),
        times('cpuSecondsPer1000').toFixed(2),
        `${Math.round(of('rssBytes') / 2 ** 20)} MB`,
      ];
      yield `| ${cells.join(' | ')} |`;
    }
  }
  await Promise.all([upstream, relay, gateway].map((member) => member.stop()));
}

/** Rounds in which each member has its turn, so that whatever the machine does meanwhile happens to all of them. */
export async function interleaved<Name extends string, Figures>(
  members: Readonly<Record<Name, Member>>,
  take: (member: Member) => Promise<Figures>,
  rounds: number,
): Promise<Record<Name, Figures>[]> {
  const taken: Record<Name, Figures>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const entries: [string, Figures][] = [];
    for (const [name, member] of Object.entries<Member>(members)) entries.push([name, await take(member)]);
    taken.push(Object.fromEntries(entries) as Record<Name, Figures>);
  }
  return taken;
}
