import { z } from 'zod';

export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only');

/** One model of one provider. */
export const targetSchema = z.strictObject({ provider: idSchema, model: z.string().min(1).max(256) });
