import { startMember } from './member.ts';
import { measure, median } from './round.ts';
import type { Setting } from './setting.ts';
import { interleaved } from './throughput.ts';

/**
 * What a mirrored route costs beyond the mirrored call itself. The call itself is what a bare relay pays for sending
 * each request twice; the rest (starting it, its outcome, its pair) is measured as a share of the route without a mirror.
 */
export async function* mirrorCost(setting: Setting): AsyncIterable<string> {
  const upstream = await startMember('mock-upstream', []);
  const members = {
    relay: await startMember('relay', [upstream.url]),
    twice: await startMember('relay', [upstream.url, 'twice']),
    gateway: await startMember('gateway-under-test', [upstream.url, setting.sinkPort], setting.nodeOptions),
    mirror: await startMember('gateway-under-test', [upstream.url, setting.sinkPort, 'mirror']),
  };
  yield '| body | gateway | mirrored | relay | relay, sent twice | beyond the mirrored call |';
  yield '|---|---|---|---|---|---|';
  for (const shape of setting.shapes) {
    for (const member of Object.values(members)) await measure(member, shape, { ...setting, seconds: 2 });
    const rounds = await interleaved(members, (member) => measure(member, shape, setting), setting.rounds);
    const cpu = (name: keyof typeof members): string =>
      median(rounds.map((round) => round[name].cpuSecondsPer1000)).toFixed(4);
    const beyond = median(
      rounds.map(({ relay, twice, gateway, mirror }) => {
        const mirroring = mirror.cpuSecondsPer1000 - gateway.cpuSecondsPer1000;
        const call = twice.cpuSecondsPer1000 - relay.cpuSecondsPer1000;
        return (mirroring - call) / gateway.cpuSecondsPer1000;
      }),
    );
    const figures = [cpu('gateway'), cpu('mirror'), cpu('relay'), cpu('twice')];
    yield `| ${shape.name} | ${figures.join(' | ')} | ${(beyond * 100).toFixed(1)} % |`;
  }
  await Promise.all([upstream, ...Object.values(members)].map((member) => member.stop()));
}
