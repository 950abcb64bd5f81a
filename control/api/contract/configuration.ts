import { z } from 'zod';
import { usableConfigFileSchema } from '../../usable-schemas.ts';
import { applyResultSchema } from '../schemas/apply.ts';
import { cursorSchema, limitSchema } from '../schemas/common.ts';
import { limitEventPageSchema, limitPageSchema } from '../schemas/limit.ts';
import { providerPageSchema } from '../schemas/provider.ts';
import { operation } from './operation.ts';

const flag = z.enum(['true', 'false']).default('false');

const CONFIG_EXAMPLE = {
  providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' }],
  routes: [{ id: 'support-agent', stable: { provider: 'openai', model: 'gpt-5-mini' } }],
} as const;

export const CONFIGURATION_OPERATIONS = {
  listProviders: operation({
    method: 'get',
    path: '/providers',
    tag: 'Configuration',
    permission: 'read',
    summary: 'Providers, by id',
    answer: providerPageSchema,
  }),
  listLimits: operation({
    method: 'get',
    path: '/limits',
    tag: 'Configuration',
    permission: 'read',
    summary: 'Limits of the configuration, by id',
    answer: limitPageSchema,
  }),
  listLimitEvents: operation({
    method: 'get',
    path: '/limits/events',
    tag: 'Configuration',
    permission: 'read',
    summary: 'When limits came to their warning level, or to their end, newest first',
    query: z.object({
      limitId: z.string().min(1).max(128).optional().meta({ description: 'Only of this limit' }),
      level: z.enum(['warn', 'reached']).optional(),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
    answer: limitEventPageSchema,
  }),
  applyConfiguration: operation({
    method: 'post',
    path: '/configuration',
    tag: 'Configuration',
    permission: 'change_configuration',
    summary: 'Apply providers, routes and limits, idempotently',
    description:
      'What is not there is added; nothing is removed. A change of what a live route serves skips the release process: ' +
      'it is refused with 409 unless `force=true`.',
    query: z.object({
      dryRun: flag.meta({ description: 'Say what would change, and change nothing' }),
      force: flag.meta({ description: 'Change live routes past the release process' }),
    }),
    body: usableConfigFileSchema.meta({ id: 'ConfigFile', examples: [CONFIG_EXAMPLE] }),
    answer: applyResultSchema,
    problems: ['conflict'],
  }),
};
