import { formatDuration } from '../../../../core/duration.ts';
import { percent } from '../../../../core/release/steps.ts';
import type { Release, ReleaseStep } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatCount } from '../../format/numbers.ts';
import { stageWord } from '../../format/stage.ts';
import { STATUS_WORDS, type Wording } from '../../format/words.ts';
import { useNow } from '../../live/now.ts';
import { stepSince } from './step-since.ts';

/** The plan as a path: what is done, where the release is, what lies ahead. */
export function StepsPath({ release }: { readonly release: Release }) {
  const { steps, status, ending } = release;
  const current = steps.find((step) => step.state === 'current');
  return (
    <section className="card path" aria-labelledby="plan">
      <h2 id="plan">Plan</h2>
      <ol className="steps">
        {steps.map((step) => (
          <Step key={step.name} step={step} status={STATUS_WORDS[status]} isOver={ending !== null} />
        ))}
      </ol>
      {current && ending === null && <Demands step={current} release={release} />}
    </section>
  );
}

interface StepProps {
  readonly step: ReleaseStep;
  readonly status: Wording;
  readonly isOver: boolean;
}

const STATE_WORDS = { done: 'done', current: 'now', ahead: 'ahead' } as const;

function Step({ step, status, isOver }: StepProps) {
  const isCurrent = step.state === 'current';
  const look = isCurrent ? `tone-${status.tone}` : `step-${step.state}`;
  const word = isCurrent && isOver ? status.word : STATE_WORDS[step.state];
  return (
    <li className={`step ${look}`} aria-current={isCurrent ? 'step' : undefined}>
      <span className="step-mark" aria-hidden="true">
        {step.state === 'done' && <Icon shape="tick" />}
        {isCurrent && <Icon shape={status.shape} />}
      </span>
      <span className="step-name">
        {stageWord(step.stage)}{' '}
        <strong>{step.stage === 'shadow' ? `${percent(step.mirrorRate)} mirrored` : percent(step.weight)}</strong>
      </span>
      <span className={isCurrent ? 'step-word' : 'visually-hidden'}>{word}</span>
    </li>
  );
}

/** What the present step asks for before the next one, and how long it has lasted. */
function Demands({ step, release }: { readonly step: ReleaseStep; readonly release: Release }) {
  const now = useNow();
  const since = stepSince(release.timeline);
  const demands = [
    step.minRequests > 0 && `${formatCount(step.minRequests)} requests of the candidate`,
    step.minPairs > 0 && `${formatCount(step.minPairs)} mirrored pairs`,
    step.minDurationMs > 0 && formatDuration(step.minDurationMs),
  ].filter((demand) => demand !== false);
  return (
    <p className="quiet demands">
      {since !== undefined && <>In this step for {formatDuration(Math.max(0, now - since))}. </>}
      {demands.length > 0 && <>It takes at least {demands.join(' and ')}.</>}
    </p>
  );
}
