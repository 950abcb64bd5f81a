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

  test.each([
    [{ requests: 1, rates: { errors: { trials: 1, events: 0 } } }, 'arms[0].rates.errors: "errors" is no rate metric'],
    [{ requests: 1, rates: { error_rate: { trials: 1, events: 2 } } }, 'error_rate: more events than trials'],
    [{ requests: 1, values: { latency: [1] } }, 'arms[0].values: Unrecognized key: "latency"'],
    [{ requests: 1, values: { latency_ms: 5 } }, 'arms[0].values.latency_ms: values are numbers of 0 or more'],
  ])('a line that would count for nothing is refused, with the place: %j', async (arm, fault) => {
    const text = JSON.stringify({ atSeconds: 1, weight: 0.1, arms: [{ arm: 'stable', ...arm }] });
    await expect(collect([text])).rejects.toThrow(fault);
  });

  test('time does not run backwards within a run', async () => {
    await expect(collect([line('a', 60, 0), line('b', 30, 0), line('a', 59, 0)])).rejects.toThrow(
      'Line 3 is out of order: second 59 of run "a" comes after second 60.',
    );
  });

  test('calls that came late are compared at the weight at which they were made', async () => {
    const late = JSON.parse(line('a', 1, 0)) as { weight: number; arms: object[] };
    const apart = { ...late, arms: late.arms.map((arm) => ({ ...arm, weight: 0.1 })), weight: 0.25 };
    const [asMade] = await collect([line('a', 1, 0)]);
    const [asTold] = await collect([JSON.stringify(apart)]);
    expect(asTold?.eValues).toEqual(asMade?.eValues);
  });
});

async function collect(lines: readonly string[]): Promise<BacktestLine[]> {
  const said: BacktestLine[] = [];
  for await (const each of backtest(release, lines)) said.push(each);
  return said;
}
