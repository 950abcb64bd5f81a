import type { Span } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { Link } from '../../components/link.tsx';
import { formatMs, formatUsd, formatWhole } from '../../format/amounts.ts';
import { releasePath, routePath } from '../../router.ts';
import { outcomeOf } from './call-words.ts';

/** One call in full, but for what was said. */
export function SpanDetails({ span }: { readonly span: Span }) {
  const facts = factsOf(span).filter(([, value]) => value !== undefined && value !== '');
  return (
    <section className="card span-details" aria-labelledby="call">
      <h2 id="call">
        The chosen call <Badge wording={outcomeOf(span)} />
      </h2>
      <dl className="fact-grid">
        <div>
          <dt>Route</dt>
          <dd>
            <Link to={routePath(span.route)}>{span.route}</Link> v{span.routeVersion}
          </dd>
        </div>
        {span.releaseId !== null && (
          <div>
            <dt>Release</dt>
            <dd>
              <Link to={releasePath(span.releaseId)}>{span.releaseId}</Link>
            </dd>
          </div>
        )}
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function factsOf(span: Span): readonly (readonly [string, string | undefined])[] {
  const { promptTokens, cachedPromptTokens, completionTokens, reasoningTokens } = span;
  const joined = (record: Readonly<Record<string, string>>) =>
    Object.entries(record)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  return [
    ['Arm', span.arm],
    ['Provider', span.provider],
    [
      'Model',
      span.responseModel === null ? span.requestModel : `${span.requestModel}, answered by ${span.responseModel}`,
    ],
    ['Prompt', span.promptName === null ? undefined : `${span.promptName} ${span.promptVersion ?? ''}`],
    [
      'Took',
      `${formatMs(span.latencyMs)}${span.ttftMs === null ? '' : `, first token after ${formatMs(span.ttftMs)}`}`,
    ],
    [
      'Prompt tokens',
      `${formatWhole(promptTokens)}${cachedPromptTokens === null || cachedPromptTokens === 0 ? '' : `, ${formatWhole(cachedPromptTokens)} cached`}`,
    ],
    [
      'Answer tokens',
      `${formatWhole(completionTokens)}${reasoningTokens === null || reasoningTokens === 0 ? '' : `, ${formatWhole(reasoningTokens)} for reasoning`}`,
    ],
    ['Cost', formatUsd(span.costUsd)],
    ['Status', `${span.status}${span.errorType === null ? '' : `, ${span.errorType}`}`],
    ['Finish reason', span.finishReason ?? undefined],
    ['Retries', span.retries === 0 ? undefined : String(span.retries)],
    ['Answered instead by', span.fallbackTarget ?? undefined],
    ['Cache', span.cache === 'off' ? undefined : span.cache],
    ['Evaluations', joined(span.evaluations)],
    ['Guardrails', span.guardrails.map(({ name, verdict }) => `${name}: ${verdict}`).join(', ')],
    ['Labels', joined(span.labels)],
    ['Session', span.session ?? undefined],
    ['User', span.user ?? undefined],
    ['Span', span.spanId],
    ['Counted', span.counted ? undefined : 'not in the statistics of its arm'],
  ];
}
