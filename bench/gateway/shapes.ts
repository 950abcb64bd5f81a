/** A kind of traffic that everything is measured under. */
export interface Shape {
  readonly name: string;
  readonly bodyBytes: number;
  readonly streamed: boolean;
}

export const SHAPES: readonly Shape[] = [
  { name: '1 KB', bodyBytes: 1_024, streamed: false },
  { name: '20 KB', bodyBytes: 20 * 1_024, streamed: false },
  { name: '200 KB', bodyBytes: 200 * 1_024, streamed: false },
  { name: '1 KB, streamed', bodyBytes: 1_024, streamed: true },
  { name: '20 KB, streamed', bodyBytes: 20 * 1_024, streamed: true },
];
