import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './compose-file.ts';

const FOLDER = join(ROOT, 'deploy/grafana/dashboards');

const fileSchema = z.looseObject({
  uid: z.string(),
  annotations: z.object({ list: z.array(z.looseObject({ expr: z.string() })) }),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), definition: z.string() })) }),
  panels: z.array(
    z.looseObject({
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.looseObject({ expr: z.string() })),
    }),
  ),
});
type DashboardFile = z.output<typeof fileSchema>;

/** The provisioned dashboards, by file. */
export function dashboardFiles(): ReadonlyMap<string, DashboardFile> {
  const names = readdirSync(FOLDER);
  return new Map(names.map((name) => [name, fileSchema.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')))]));
}

/** Every query, with Grafana's own variables given a value; and what the choices of variables are read from. */
export function dashboardQueries(): readonly string[] {
  return [...dashboardFiles().values()].flatMap(({ panels, templating }) => [
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => given(expr))),
    ...templating.list.map(({ definition }) => /^label_values\((\w+), \w+\)$/.exec(definition)?.[1] ?? definition),
  ]);
}

function given(query: string): string {
  return query.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '3h');
}
