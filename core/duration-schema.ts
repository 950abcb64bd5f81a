import { z } from 'zod';
import { parseDuration } from './duration.ts';

export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, {
    error: 'a duration is a number and a unit, such as 90s, 30m or 24h',
    abort: true, // what more is asked of a duration says nothing of what is none
  })
  .meta({ examples: ['30m'] });
