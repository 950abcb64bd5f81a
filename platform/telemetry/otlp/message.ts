import type { Outcome } from '../../../core/llm/outcome.ts';
import type { OtlpConfig } from '../otlp-config.ts';

/** What the export thread is made with. */
export interface ExportThreadData {
  readonly otlp: OtlpConfig;
  readonly serviceInstance: string;
}

export type ExportMessage =
  | { readonly kind: 'calls'; readonly calls: readonly Outcome[] }
  /** Send what waits, then say so. */
  | { readonly kind: 'finish' };

export type ExportReply =
  | { readonly kind: 'taken'; readonly calls: number }
  /** Since the last of these: spans that could not be sent. */
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'finished' };
