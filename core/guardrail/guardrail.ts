import type { z } from 'zod';
import type { guardrailSchema } from '../route/guardrail-schema.ts';

export type Guardrail = z.output<typeof guardrailSchema>;
