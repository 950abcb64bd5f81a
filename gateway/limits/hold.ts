import type { Exchange } from '../http/exchange.ts';
import type { Reservation } from './reservation.ts';

/** Waits for the reservation and holds it until the exchange is over; then what was not used is given back. */
export async function holdWhile(reserving: Promise<Reservation>, exchange: Exchange): Promise<Reservation> {
  const reservation = await reserving;
  if (exchange.gone) {
    reservation.settle(false);
    return reservation;
  }
  exchange.headers.push(...reservation.headers);
  // What the last call came to is told in the turn in which the answer ends.
  exchange.response.once('close', () =>
    setImmediate(() => reservation.settle(exchange.response.statusCode < FIRST_SERVER_ERROR)),
  );
  return reservation;
}

const FIRST_SERVER_ERROR = 500;
