import type { PayloadCodec } from '@temporalio/common';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import type { Authenticate } from './api/auth.ts';
import { demandPermission } from './api/authorize.ts';
import { parseInput } from './api/input.ts';

const LARGEST_BODY = '8mb';

const payloads = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.base64()).default({}), data: z.base64().default('') }))
    .max(10_000),
});

/**
 * Decrypts payloads for Temporal's command line and UI, by the protocol of their codec servers. Whoever asks may read
 * bodies. Nothing is encrypted here: what a release is told goes through the API.
 */
export function decodePayloads(codec: PayloadCodec, authenticate: Authenticate): readonly RequestHandler[] {
  return [
    express.json({ limit: LARGEST_BODY, strict: true }),
    async (request, response) => {
      demandPermission(await authenticate(request), 'read_bodies');
      const given = parseInput(payloads, request.body ?? {}, 'The body').payloads.map(({ metadata, data }) => ({
        metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, fromBase64(value)])),
        data: fromBase64(data),
      }));
      const decoded = (await codec.decode(given)).map(({ metadata, data }) => ({
        metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, toBase64(value)])),
        data: toBase64(data ?? new Uint8Array()),
      }));
      response.set('cache-control', 'no-store').json({ payloads: decoded });
    },
  ];
}

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
