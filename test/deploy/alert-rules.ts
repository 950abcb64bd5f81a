import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from './compose-file.ts';

export const PROMETHEUS_FOLDER = join(ROOT, 'deploy/prometheus');

const ruleSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.object({ summary: z.string(), runbook_url: z.string() }),
});
const fileSchema = z.object({ groups: z.array(z.object({ rules: z.array(ruleSchema) })) });

export function alertRules(): readonly z.output<typeof ruleSchema>[] {
  const text = readFileSync(join(PROMETHEUS_FOLDER, 'alerts.yml'), 'utf8');
  return fileSchema.parse(parse(text)).groups.flatMap(({ rules }) => rules);
}
