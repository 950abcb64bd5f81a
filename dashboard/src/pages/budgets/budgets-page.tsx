import type { Budget } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { Empty } from '../../components/empty.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTitle } from '../../components/title.ts';
import { formatShare, formatShort, formatUsd } from '../../format/amounts.ts';
import { formatMoment } from '../../format/times.ts';
import type { Wording } from '../../format/words.ts';
import { usePolled } from '../../live/polled.ts';
import { CostTable } from './cost-table.tsx';

const EVERY_MS = 5_000;
const COST_EVERY_MS = 15_000;

/** What of the budgets is left and where that leads, and what the last day cost. */
export function BudgetsPage() {
  useTitle('Budgets');
  const budgets = usePolled('listBudgets', {}, EVERY_MS);
  const cost = usePolled('getCost', { query: { by: 'route' } }, COST_EVERY_MS);
  const error = budgets.error ?? cost.error;
  return (
    <>
      <h1>Budgets and cost</h1>
      {error && <Notice tone="bad">{error.message}</Notice>}
      <section aria-labelledby="budgets" className="part">
        <h2 id="budgets">Budgets</h2>
        {budgets.body === undefined ? (
          budgets.error === undefined && <p className="quiet">Loading…</p>
        ) : budgets.body.items.length === 0 ? (
          <Empty what="No limit of a day or a month is set.">
            Limits stand in the configuration, in a route’s version or in a key.
          </Empty>
        ) : (
          <ul className="budgets">
            {budgets.body.items.map((budget) => (
              <li key={JSON.stringify([budget.source, budget.id, budget.of])}>
                <BudgetCard budget={budget} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="cost" className="part">
        <h2 id="cost">Cost of the last day, by route</h2>
        {cost.body === undefined ? (
          cost.error === undefined && <p className="quiet">Loading…</p>
        ) : cost.body.items.length === 0 ? (
          <Empty what="Nothing was called in the last day." />
        ) : (
          <CostTable items={cost.body.items} />
        )}
      </section>
    </>
  );
}

const STATE_WORDS: Readonly<Record<Budget['state'], Wording>> = {
  ok: { word: 'Within', tone: 'good', shape: 'tick' },
  warned: { word: 'Nearly used', tone: 'waiting', shape: 'hand' },
  will_exceed: { word: 'Will not last', tone: 'waiting', shape: 'hand' },
  reached: { word: 'Used up', tone: 'bad', shape: 'cross' },
};

function BudgetCard({ budget }: { readonly budget: Budget }) {
  const { id, of, measure, max, used, usedShare, warnAt, forecast, exhaustedAt, state, window } = budget;
  const whose = Object.entries(of).map(([kind, name]) => `${kind} ${name}`);
  const tell = (value: number): string => (measure === 'usd' ? formatUsd(value) : `${formatShort(value)} ${measure}`);
  return (
    <article className={`card budget tone-${STATE_WORDS[state].tone}`}>
      <header className="budget-head">
        <h3>
          {id}
          <span className="cohort">{whose.length === 0 ? 'everybody' : whose.join(', ')}</span>
        </h3>
        <Badge wording={STATE_WORDS[state]} />
      </header>
      <p className="budget-figure">
        <strong>{tell(used)}</strong> of {tell(max)} {window === 'day' ? 'today' : 'this month'} (
        {formatShare(usedShare)})
      </p>
      <div className="budget-bar" aria-hidden="true">
        <div className="budget-used" style={{ width: `${Math.min(100, usedShare * 100)}%` }} />
        <div className="budget-warn" style={{ left: `${warnAt * 100}%` }} />
      </div>
      <p className="quiet small">
        {exhaustedAt !== null
          ? `Used up by ${formatMoment(exhaustedAt, Date.now())}, if it goes on as in the last day.`
          : forecast === null
            ? 'No forecast: nothing was used in the last day.'
            : `${tell(forecast)} at the end of the ${window}, if it goes on as in the last day.`}
      </p>
    </article>
  );
}
