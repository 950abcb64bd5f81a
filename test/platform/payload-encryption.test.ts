import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Payload } from '@temporalio/common';
import fc from 'fast-check';
import { environmentOf, readConfig } from '../../platform/config.ts';
import { PayloadEncryption } from '../../platform/payload-encryption.ts';
import { parsePayloadKeys, type PayloadKey } from '../../platform/payload-keys.ts';
import { errorOf } from '../support/error-of.ts';

const keyNamed = (id: string): PayloadKey => ({ id, secret: randomBytes(32) });
const [OLD, NEW] = [keyNamed('k1'), keyNamed('k2')];
const plain = (text: string): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(text),
});
const texts = (payloads: readonly Payload[]): string[] =>
  payloads.map(
    ({ data, metadata }) =>
      `${Buffer.from(metadata?.['encoding'] ?? []).toString()} ${Buffer.from(data ?? []).toString()}`,
  );

describe('an encrypted payload', () => {
  test('comes back as it was, whatever is in it', async () => {
    const codec = new PayloadEncryption([NEW]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.string(), async (bytes, encoding) => {
        const payload = { metadata: { encoding: Buffer.from(encoding) }, data: bytes };
        const [back] = await codec.decode(await codec.encode([payload]));
        expect(Buffer.from(back?.data ?? [])).toEqual(Buffer.from(bytes));
        expect(Buffer.from(back?.metadata?.['encoding'] ?? []).toString()).toBe(encoding);
      }),
    );
  });

  test('shows nothing of it, and is another one each time', async () => {
    const codec = new PayloadEncryption([NEW]);
    const [one, other] = await codec.encode([plain('"the reason"'), plain('"the reason"')]);
    expect(Buffer.from(one?.data ?? []).includes('reason')).toBe(false);
    expect(one?.data).not.toEqual(other?.data);
  });

  test('is read with the key that it names when another one has taken its place, and a plain one as it is', async () => {
    const before = await new PayloadEncryption([OLD]).encode([plain('1')]);
    const rotated = new PayloadEncryption([NEW, OLD]);
    const after = await rotated.encode([plain('2')]);
    expect(texts(await rotated.decode([...before, ...after, plain('3')]))).toEqual([
      'json/plain 1',
      'json/plain 2',
      'json/plain 3',
    ]);
    await expect((async () => new PayloadEncryption([OLD]).decode(after))()).rejects.toThrow(/key "k2"/);
  });

  test('that was changed is refused', async () => {
    const codec = new PayloadEncryption([NEW]);
    const [payload] = await codec.encode([plain('"stable"')]);
    const data = Buffer.from(payload?.data ?? []);
    for (const at of [0, 12, data.length - 1]) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect((async () => codec.decode([{ ...payload, data: changed }]))()).rejects.toThrow(/was changed/);
    }
    await expect((async () => codec.decode([{ ...payload, data: data.subarray(0, 20) }]))()).rejects.toThrow(
      /was changed/,
    );
  });
});

test('keys are named, whole and told apart; a bad one is not repeated in the error', () => {
  const good = `k2:${randomBytes(32).toString('base64')}`;
  expect(parsePayloadKeys(good)).toHaveLength(1);
  for (const bad of ['', 'k1', 'k1:c2hvcnQ=', `${good},${good}`, `${good},`, `a b:${good.slice(3)}`])
    expect(parsePayloadKeys(bad)).toBeUndefined();
  expect(errorOf(() => readConfig({ TIDEGATE_PAYLOAD_KEYS: 'k1:hunter2' })).message).not.toContain('hunter2');
  const config = readConfig({ TIDEGATE_PAYLOAD_KEYS: good });
  expect(readConfig(environmentOf(config, {})).temporal.payloadKeys).toEqual(config.temporal.payloadKeys);
});
