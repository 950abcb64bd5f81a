import { canonicalJson } from '../json.ts';
import type { RouteVersionConfig } from './version.ts';

/** The fields of a version that are its policy. */
const POLICY_FIELDS: readonly string[] = ['guardrails', 'cache', 'budgets'];

/** What of a version is its policy, as a text that is the same wherever the policy is. */
export function policyText(config: RouteVersionConfig): string {
  return canonicalJson(Object.fromEntries(Object.entries(config).filter(([name]) => POLICY_FIELDS.includes(name))));
}
