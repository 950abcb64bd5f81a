import type { Dispatcher } from 'undici';
import type { CallPrice } from '../../core/llm/cost.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Wire } from './provider/provider.ts';
import type { TargetHealth } from './target-health.ts';

/** One model of one provider, ready to be called. */
export interface Target {
  readonly provider: string;
  readonly model: string;
  readonly dispatcher: Dispatcher;
  /** How an endpoint of it is called; `undefined` where the provider has no such endpoint. */
  wire(endpoint: Endpoint): Wire | undefined;
  /** Names and values in turns. */
  readonly headers: readonly string[];
  readonly price: CallPrice | undefined;
  /** Shared by all who call this model of this provider. */
  readonly health: TargetHealth;
  /** Why it cannot be called, in a sentence, where the configuration does not allow it. */
  readonly problem?: string;
}

/** How headers and traces name a target. */
export function targetName(target: Target): string {
  return `${target.provider}/${target.model}`;
}
