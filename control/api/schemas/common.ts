import { z } from 'zod';

/** Building blocks of the API's schemas. Times are ISO 8601 in UTC; shares and rates lie in [0, 1]. */

export const timeSchema = z.iso.datetime().meta({ examples: ['2026-11-05T14:03:21.118Z'] });
export const shareSchema = z.number().min(0).max(1);
const LARGEST_VERSION = 2_147_483_647;
export const versionNumberSchema = z
  .number()
  .int()
  .min(1)
  .max(LARGEST_VERSION)
  .meta({ description: 'Number of a route version', examples: [7] });

export const routeNameSchema = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'The public model name that an app sends', examples: ['support-agent'] });
export const releaseNameSchema = z
  .string()
  .min(1)
  .max(64)
  .meta({ examples: ['rel_01jd3vm0q4z8k2y7w5x9'] });

/** Who acts, as the audit record names them. */
export const ACTOR_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@:+/-]{0,127}$/u;

/** One page of a list. `nextCursor` goes into `?cursor=`; it is null on the last page. */
export function pageOf<Item extends z.ZodType>(id: string, item: Item) {
  return z
    .object({
      items: z.array(item),
      nextCursor: z
        .string()
        .nullable()
        .meta({ description: 'Pass it as `cursor` for the next page; null on the last' }),
    })
    .meta({ id, description: 'One page of a list' });
}

export const limitSchema = z.coerce
  .number({ error: 'must be a number from 1 to 200' })
  .int()
  .min(1)
  .max(200)
  .default(50)
  .meta({ description: 'Longest page wanted' });
export const cursorSchema = z.string().max(512).optional().meta({ description: '`nextCursor` of the page before' });
