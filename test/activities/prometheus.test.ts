import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Prometheus } from '../../activities/metrics/prometheus.ts';
import { type External, Readings } from '../../activities/metrics/readings.ts';
import { metricSourceSchema } from '../../core/evaluation/metric-source-schema.ts';
import { filledQuery } from '../../core/evaluation/metric-source.ts';
import { testOutbound } from '../support/outbound.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const servers: Server[] = [];
const listening = async (server: Server): Promise<string> => {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const prometheus = new Prometheus(({ env }) => `secret of ${env}`, testOutbound);
const source = (url: string, more = {}) =>
  metricSourceSchema.parse({ name: 'errors', url, query: 'errors{arm="{{arm}}"}', ...more });
const read = (url: string, more = {}, query = 'up'): Promise<number> =>
  prometheus.read(source(url, more), query, AbortSignal.timeout(5_000));

const answering = (body: unknown, status = 200, seen: (headers: object) => void = () => undefined): Promise<string> =>
  listening(
    createServer((request, response) => {
      seen(request.headers);
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    }),
  );
const vector = (...values: string[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
});

describe('what Prometheus says is one number or nothing', () => {
  test('one sample, and a scalar', async () => {
    expect(await read(await answering(vector('0.25')))).toBe(0.25);
    const scalar = { status: 'success', data: { resultType: 'scalar', result: [1, '7'] } };
    expect(await read(await answering(scalar))).toBe(7);
  });

  test.each([
    ['no data', vector(), 200, 'has no data'],
    ['several series', vector('1', '2'), 200, 'comes to 2 series'],
    ['not a number', vector('NaN'), 200, 'comes to NaN'],
    ['a query that is none', { status: 'error', error: 'parse error' }, 400, 'answered 400'],
    ['a page of something else', '<html>', 200, 'JSON'],
    ['a server that fails', 'overloaded', 503, 'answered 503'],
    ['a redirect, which is not followed', 'elsewhere', 302, 'answered 302'],
    ['an answer without end', 'x'.repeat(2_000_000), 200, 'more than 1 MB'],
  ])('%s is an error', async (_what, body, status, sentence) => {
    await expect(read(await answering(body, status))).rejects.toThrow(sentence);
  });

  test('a token is sent, by reference only', async () => {
    let sent: object = {};
    const url = await answering(vector('1'), 200, (headers) => void (sent = headers));
    await read(url, { bearer: { env: 'PROM_TOKEN' } });
    expect(sent).toMatchObject({ authorization: 'Bearer secret of PROM_TOKEN' });
  });

  test('what is filled in can not leave its string', () => {
    const values = { arm: 'stable', version: 3, route: 'a"} or vector(1)', release: 'r' } as const;
    expect(filledQuery('x{route="{{route}}",v="{{version}}"}', values)).toBe('x{route="a\\"} or vector(1)",v="3"}');
  });
});

describe('readings for a release', () => {
  const of = (url: string) => ({
    release: 'rel_1',
    route: 'support-agent',
    versions: { stable: 1, candidate: 2 },
    sources: [source(url)],
  });
  const came = (readings: Readings): Promise<External> =>
    waitFor(async () => readings.look(0), { within: '10s', what: 'a reading' });

  test('what fails for one arm, and what nobody defines, is missing for both', async () => {
    const url = await answering('', 500);
    const readings = new Readings(
      ['errors', 'unknown'],
      { prometheus },
      async () => of(url),
      () => undefined,
    );
    const all: Record<string, unknown> = {};
    await waitFor(
      async () => {
        Object.assign(all, await readings.look(0));
        return Object.keys(all).length === 2;
      },
      { within: '10s', what: 'both readings' },
    );
    expect(all).toEqual({ errors: null, unknown: null });
  });

  test('a look without outside metrics asks nobody', async () => {
    const readings = new Readings(
      [],
      { prometheus },
      async () => Promise.reject(new Error('asked')),
      () => undefined,
    );
    expect(await readings.look(0)).toBeUndefined();
  });

  const isInstalled = spawnSync('prometheus', ['--version']).status === 0;
  (isInstalled ? describe : describe.skip)('from a real Prometheus', () => {
    let stop: () => Promise<void>;
    let url: string;
    beforeAll(async () => {
      const page = 'shop_errors{arm="stable"} 3\nshop_errors{arm="candidate"} 9\n';
      const shop = createServer((_request, response) => {
        response.setHeader('content-type', 'text/plain; version=0.0.4');
        response.end(page);
      }).listen(0, '127.0.0.1');
      await once(shop, 'listening');
      const free = createServer().listen(0, '127.0.0.1');
      await once(free, 'listening');
      const port = (free.address() as AddressInfo).port;
      await new Promise((resolve) => free.close(resolve));
      const folder = temporaryFolder();
      const target = `127.0.0.1:${(shop.address() as AddressInfo).port}`;
      const file = join(folder.path, 'prometheus.yml');
      await writeFile(
        file,
        `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: shop, static_configs: [{ targets: ["${target}"] }] }]\n`,
      );
      const storage = `--storage.tsdb.path=${join(folder.path, 'data')}`;
      const server = spawn('prometheus', [`--config.file=${file}`, storage, `--web.listen-address=127.0.0.1:${port}`], {
        stdio: 'ignore',
      });
      url = `http://127.0.0.1:${port}`;
      stop = async () => {
        server.kill('SIGKILL');
        await once(server, 'exit');
        shop.close();
        shop.closeAllConnections();
        folder.delete();
      };
      await waitFor(async () => (await read(url, {}, 'sum(shop_errors)').catch(() => 0)) === 12, {
        within: '30s',
        what: 'Prometheus with its first scrape',
      });
    }, 40_000);
    afterAll(() => stop());

    test('both arms are told apart by their label', async () => {
      const query = 'sum(shop_errors{arm="{{arm}}"})';
      const sources = [metricSourceSchema.parse({ name: 'errors', url, query })];
      const readings = new Readings(
        ['errors'],
        { prometheus },
        async () => ({ ...of(url), sources }),
        () => undefined,
      );
      expect(await came(readings)).toEqual({ errors: { stable: 3, candidate: 9 } });
    });

    test('a series that is not there is no data', async () => {
      await expect(read(url, {}, 'no_such_series')).rejects.toThrow('has no data');
    });
  });
});
