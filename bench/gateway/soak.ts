import { startMember } from './member.ts';
import { load } from './round.ts';
import type { Setting } from './setting.ts';

const LOOK_SECONDS = 15;

/** Memory under load, look by look: plain and streamed calls in turns. Garbage is collected before each look. */
export async function* soak(setting: Setting, minutes: number): AsyncIterable<string> {
  const upstream = await startMember('mock-upstream', []);
  const gateway = await startMember('gateway-under-test', [upstream.url, setting.sinkPort], setting.nodeOptions);
  yield '| minute | requests | heap | resident |';
  yield '|---|---|---|---|';
  let requests = 0;
  const looks = Math.max(1, Math.round((minutes * 60) / LOOK_SECONDS));
  for (let look = 1; look <= looks; look += 1) {
    const shape = setting.shapes[look % setting.shapes.length];
    if (shape === undefined) throw new Error('No shape has that name.');
    requests += (await load(gateway, shape, { ...setting, seconds: LOOK_SECONDS })).requests;
    const { heapBytes, rssBytes } = await gateway.usage(true);
    yield `| ${((look * LOOK_SECONDS) / 60).toFixed(2)} | ${requests} | ${megabytes(heapBytes)} | ${megabytes(rssBytes)} |`;
  }
  await Promise.all([upstream, gateway].map((member) => member.stop()));
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
