import { hash } from 'node:crypto';
import { policyText } from '../../core/route/policy.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';

const DIGITS = 12;

/** Names the guardrails, cache and budgets of a version: the same for the same policy, whatever version it is in. */
export function policyVersion(config: RouteVersionConfig): string {
  return `pol_${hash('sha256', policyText(config), 'hex').slice(0, DIGITS)}`;
}
