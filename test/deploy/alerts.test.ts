import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { alertRules, PROMETHEUS_FOLDER } from './alert-rules.ts';
import { ROOT } from './compose-file.ts';
import { metricsOf } from './promql.ts';

const promtool = spawnSync('promtool', ['--version']).status === 0;
const withPromtool = promtool ? test : test.skip;

withPromtool.each([
  ['the alerts fire when they should, and a healthy system is silent', ['test', 'rules', 'alerts.test.yml']],
  ['Prometheus takes its configuration', ['check', 'config', 'prometheus.yml']],
])('%s', (_, command) => {
  const { status, stdout, stderr } = spawnSync('promtool', command, { cwd: PROMETHEUS_FOLDER, encoding: 'utf8' });
  expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
});

const tests = readFileSync(join(PROMETHEUS_FOLDER, 'alerts.test.yml'), 'utf8');
const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');

describe.each(alertRules().map((rule) => [rule.alert, rule] as const))('%s', (alert, rule) => {
  test('has a section of the runbook that says what to look at and what to do', () => {
    expect(rule.annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    const section = runbook.split(/^## /m).find((text) => text.startsWith(`${alert}\n`)) ?? '';
    expect(section).toMatch(/^- Do: /m);
  });

  test('is tested, and reads metrics', () => {
    expect(tests).toContain(alert);
    expect(metricsOf(rule.expr).length).toBeGreaterThan(0);
  });
});

test('the runbook has no section for an alert that is gone', () => {
  const sections = [...runbook.matchAll(/^## (Tidegate\w+)$/gm)].map(([, name]) => name);
  expect(new Set(sections)).toEqual(new Set(alertRules().map(({ alert }) => alert)));
});
