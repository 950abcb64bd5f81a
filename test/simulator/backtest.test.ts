import { describe, expect, test } from '@jest/globals';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { backtest, type BacktestLine } from '../../simulator/backtest.ts';

const release = releaseSpecSchema.parse({
  route: 'support',
  candidate: {},
  gates: [
    { metric: 'error_rate', maxIncrease: 0.02 },
    { metric: 'cost_per_request', maxRatio: 1.3, promotes: false },
  ],
});

const line = (run: string, atSeconds: number, candidateErrors: number): string =>
  JSON.stringify({
    run,
    atSeconds,
    weight: 0.1,
    arms: [
      {
        arm: 'candidate',
        requests: 10,
        rates: { error_rate: { trials: 10, events: candidateErrors } },
        values: { cost_usd: [0.002, 0.003, 0] },
      },
      { arm: 'stable', requests: 90, rates: { error_rate: { trials: 90, events: 1 } } },
    ],
  });

describe('a backtest', () => {
  test('gives a verdict line for each batch, each run with evidence of its own', async () => {
    const lines = [1, 2, 3, 4, 5, 6].flatMap((second) => [line('good', second, 0), line('bad', second, 4)]);
    const said = await collect(lines);
    expect(said).toHaveLength(12);
    expect(said.filter(({ run }) => run === 'good').map(({ verdict }) => verdict)).not.toContain('rollback');
    const bad = said.filter(({ run }) => run === 'bad');
    expect(bad.at(-1)).toMatchObject({ verdict: 'rollback', gate: 'error_rate' });
    expect(bad.at(-1)?.eValues.error_rate?.breach).toBeGreaterThan(
      bad.at(-1)?.eValues.error_rate?.threshold ?? Infinity,
    );
  });

  test('a run that was rolled back stays so', async () => {
    const lines = [1, 2, 3, 4, 5].map((second) => line('a', second, 5));
    const healthy = Array.from({ length: 60 }, (_, at) => line('a', 6 + at, 0));
    expect((await collect([...lines, '', ...healthy])).at(-1)?.verdict).toBe('rollback');
  });

  test('a line that can not be read is named', async () => {
    await expect(collect([line('a', 1, 0), '{'])).rejects.toThrow('Line 2 is not JSON');
    await expect(collect(['{"atSeconds": 1, "weight": 7}'])).rejects.toThrow('Line 1 is not a batch: weight');
  });
});

async function collect(lines: readonly string[]): Promise<BacktestLine[]> {
  const said: BacktestLine[] = [];
  for await (const each of backtest(release, lines)) said.push(each);
  return said;
}
