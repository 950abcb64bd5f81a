import type { CacheStatus } from '../../core/llm/outcome.ts';
import type { GuardedCall } from '../guardrails/guarded-call.ts';
import type { CallContext } from '../request/call-context.ts';
import type { Link } from './plan.ts';

/** What an answer says of how it came to be. */
export function answerHeaders(
  { context }: { readonly context: CallContext },
  { armCall, standsInAs }: Link,
  cache: CacheStatus = 'off',
): string[] {
  return [
    'x-tidegate-trace-id',
    context.traceId,
    'x-tidegate-route',
    armCall.route.snapshot.id,
    'x-tidegate-route-version',
    String(armCall.version.number),
    'x-tidegate-arm',
    armCall.arm,
    'x-tidegate-cache',
    cache,
    'x-tidegate-fallback',
    headerText(standsInAs ?? 'none'),
  ];
}

/** The guardrails in mode `warn` that found something before the answer left. */
export function warningHeaders(guarded: GuardedCall | undefined): string[] {
  const warnings = guarded?.report.warnings ?? [];
  return warnings.length === 0 ? [] : ['x-tidegate-guardrail-warning', warnings.join(', ')];
}

/** A model may be named in characters that a header can not carry. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '?');
}
