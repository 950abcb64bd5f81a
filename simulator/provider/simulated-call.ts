import type { Behaviour } from './behaviour.ts';
import type { Dice } from './dice.ts';

/** One request to an endpoint, read, with the ways in which it can be answered. */
export interface SimulatedCall {
  readonly model: string;
  readonly streamed: boolean;
  /** The answer in one piece. */
  plain(turn: Turn): unknown;
  /** The same as server-sent events, the last of which ends the stream. */
  events(turn: Turn): string[];
}

/** What an answer depends on beside the request. */
export interface Turn {
  readonly behaviour: Behaviour;
  readonly dice: Dice;
  readonly stamp: Stamp;
}

/** Who answers, when. */
export interface Stamp {
  /** The number of the call: what ids are made of. */
  readonly serial: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** Reads the body of a request; throws a ZodError where it is none. */
export type ReadCall = (body: unknown) => SimulatedCall;

/** For an endpoint that has no streams. */
export const notStreamed: Pick<SimulatedCall, 'streamed' | 'events'> = { streamed: false, events: () => [] };
