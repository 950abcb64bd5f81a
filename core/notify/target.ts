import type { z } from 'zod';
import type { notificationTargetSchema } from './target-schema.ts';

export type NotificationTarget = z.output<typeof notificationTargetSchema>;
