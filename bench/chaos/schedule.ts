import { Random } from '../../simulator/random.ts';

/** A process of the stack by the name of its part. */
export const PROCESSES = ['worker', 'control', 'gateway-1', 'gateway-2', 'temporal', 'postgres'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** Whose connections to Postgres the proxy can disturb, by what they call themselves. */
export const CLIENTS = ['tidegate-gateway', 'tidegate-worker', 'tidegate-control'] as const;
export type ClientName = (typeof CLIENTS)[number];

export type Fault =
  /** SIGKILL; the supervisor starts it again. */
  | { readonly kind: 'kill'; readonly target: ProcessName }
  /** Both replicas at once. */
  | { readonly kind: 'kill'; readonly target: 'gateways' }
  /** SIGSTOP, and SIGCONT after a while. */
  | { readonly kind: 'stop'; readonly target: ProcessName; readonly durationMs: number }
  /** Connections are broken, and none is made for a while. */
  | { readonly kind: 'cut'; readonly target: ClientName; readonly durationMs: number }
  /** Connections stay open and carry nothing for a while. */
  | { readonly kind: 'freeze'; readonly target: ClientName; readonly durationMs: number }
  /** Each piece comes late. */
  | { readonly kind: 'delay'; readonly target: ClientName; readonly durationMs: number; readonly delayMs: number };

export interface ScheduledFault {
  readonly fault: Fault;
  /** From when the stack is whole again until this fault, ms; with `overlaps`, from when the one before began. */
  readonly afterMs: number;
  /** Strikes while the one before still lasts or is being recovered from. */
  readonly overlaps: boolean;
}

const OVERLAPPING_SHARE = 0.25;

/** The faults of a run: a pure function of the seed. The first ones are of different kinds, so that few are worth a run. */
export function faultSchedule(seed: number, count: number): readonly ScheduledFault[] {
  const random = new Random(seed, 0);
  const kinds = shuffled(MAKERS, random);
  return Array.from({ length: count }, (_, index) => {
    const overlaps = index > 0 && random.uniform() < OVERLAPPING_SHARE;
    const make = index < kinds.length ? kinds[index] : pick(MAKERS, random);
    const afterMs = overlaps ? between(random, 100, 2_000) : between(random, 500, 5_000);
    return { fault: (make ?? killOne)(random), afterMs, overlaps };
  });
}

/** `kill worker`, as tables have it. */
export const nameOf = ({ kind, target }: Fault): string => `${kind} ${target.replace('tidegate-', 'postgres of ')}`;

type Maker = (random: Random) => Fault;
const killOne: Maker = (random) => ({ kind: 'kill', target: pick(PROCESSES, random) });
const MAKERS: readonly Maker[] = [
  killOne,
  killOne,
  (random) => ({ kind: 'stop', target: pick(PROCESSES, random), durationMs: between(random, 500, 6_000) }),
  (random) => ({ kind: 'cut', target: pick(CLIENTS, random), durationMs: between(random, 200, 8_000) }),
  (random) => ({ kind: 'freeze', target: pick(CLIENTS, random), durationMs: between(random, 500, 8_000) }),
  (random) => ({
    kind: 'delay',
    target: pick(CLIENTS, random),
    durationMs: between(random, 2_000, 8_000),
    delayMs: between(random, 20, 600),
  }),
  () => ({ kind: 'kill', target: 'gateways' }),
];

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random.uniform() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

const between = (random: Random, low: number, high: number): number =>
  Math.round(low + random.uniform() * (high - low));

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random.uniform() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
