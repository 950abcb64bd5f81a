// `npm run deploy:dashboards`: writes deploy/grafana/dashboards/ from what scripts/grafana/ describes.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { dashboardJson } from './grafana/dashboard-json.ts';
import { DASHBOARDS } from './grafana/dashboards.ts';

const FOLDER = join(import.meta.dirname, '..', 'deploy', 'grafana', 'dashboards');

await mkdir(FOLDER, { recursive: true });
const style = await resolveConfig(join(FOLDER, 'any.json'));
for (const dashboard of DASHBOARDS) {
  const path = join(FOLDER, `${dashboard.id.replace('tidegate-', '')}.json`);
  const text = await format(JSON.stringify(dashboardJson(dashboard)), { ...style, parser: 'json' });
  await writeFile(path, text);
  console.log(path);
}
