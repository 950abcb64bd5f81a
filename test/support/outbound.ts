import { networksOf } from '../../platform/outbound/networks.ts';
import { Outbound } from '../../platform/outbound/outbound.ts';

/** Servers of tests are on this machine. */
export const testOutbound = new Outbound(networksOf(['loopback']));
