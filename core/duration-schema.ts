import { z } from 'zod';
import { parseDuration } from './duration.ts';

export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'a duration is a number and a unit, such as 90s, 30m or 24h')
  .meta({ examples: ['30m'] });
