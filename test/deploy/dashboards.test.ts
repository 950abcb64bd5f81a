import { describe, expect, test } from '@jest/globals';
import { dashboardJson } from '../../scripts/grafana/dashboard-json.ts';
import { DASHBOARDS } from '../../scripts/grafana/dashboards.ts';
import { dashboardFiles, dashboardQueries } from './dashboard-files.ts';
import { metricsOf } from './promql.ts';

const files = dashboardFiles();

test('the provisioned dashboards are those that are described: else run npm run deploy:dashboards', () => {
  const made = DASHBOARDS.map((dashboard) => [
    `${dashboard.id.replace('tidegate-', '')}.json`,
    dashboardJson(dashboard),
  ]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(made));
});

test('every query is PromQL and reads a metric', () => {
  const empty = dashboardQueries().filter((query) => metricsOf(query).length === 0);
  expect(empty).toEqual([]);
});

describe.each([...files])('%s', (_, { panels, templating }) => {
  test('has no two panels in one place', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (__, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('uses each of its variables, and no others', () => {
    const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n');
    const used = new Set([...queries.matchAll(/\$([a-z]+)/g)].map(([, name]) => name));
    expect(used).toEqual(new Set(templating.list.map(({ name }) => name)));
  });
});
