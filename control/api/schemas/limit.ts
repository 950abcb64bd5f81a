import { limitSchema } from '../../../core/limits/limit-schema.ts';
import { pageOf } from './common.ts';

export const limitPageSchema = pageOf('LimitPage', limitSchema);
