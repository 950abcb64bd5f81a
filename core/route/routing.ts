import type { z } from 'zod';
import type { ModelPrice } from './provider.ts';
import type { routingSchema } from './routing-schema.ts';

export type Routing = z.output<typeof routingSchema>;
export type RoutingRule = Extract<Routing, { policy: 'conditional' }>['rules'][number];

/** What a rule may ask of a call. Sizes and tools are only worked out where a rule asks for them. */
export interface RoutedCall {
  readonly labels: Readonly<Record<string, string>>;
  /** Of the prompt as the app wrote it, images included. */
  promptBytes(): number;
  /** Names of the tools that the call offers. */
  tools(): readonly string[];
}

/** The index of the weight that the point falls to. A pure function, so a unit stays where it is. */
export function weightedIndex(weights: readonly number[], point: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = point * total;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.findLastIndex((weight) => weight > 0);
}

export function ruleHolds({ when }: RoutingRule, call: RoutedCall): boolean {
  const { tenant, labels = {}, promptBytes, promptTokens, tools } = when;
  if (tenant !== undefined && !tenant.includes(call.labels['tenant'] ?? '')) return false;
  for (const [name, values] of Object.entries(labels)) {
    const value = call.labels[name];
    if (value === undefined || !values.includes(value)) return false;
  }
  if (promptBytes !== undefined && !within(promptBytes, call.promptBytes())) return false;
  if (promptTokens !== undefined && !within(promptTokens, estimatedTokens(call.promptBytes()))) return false;
  return tools === undefined || offers(call.tools(), tools);
}

/** English prose has about four bytes to a token; text in other scripts has fewer. */
export function estimatedTokens(bytes: number): number {
  return Math.ceil(bytes / 4);
}

/** US dollars that a call would cost; `Infinity` where the price is not known, which is not nothing. */
export function expectedCostUsd(price: ModelPrice | undefined, promptTokens: number, completionTokens: number): number {
  if (price === undefined) return Infinity;
  return (promptTokens * price.inputPerMillionUsd + completionTokens * price.outputPerMillionUsd) / 1e6;
}

function offers(offered: readonly string[], wanted: boolean | readonly string[]): boolean {
  if (typeof wanted === 'boolean') return offered.length > 0 === wanted;
  return wanted.some((name) => offered.includes(name));
}

function within(
  { min = 0, max = Infinity }: { min?: number | undefined; max?: number | undefined },
  size: number,
): boolean {
  return size >= min && size <= max;
}
