import type { Release } from '../../control/api/schemas/release.ts';
import type { ReleaseNews } from './follow-release.ts';

/** How the news of a release are shown: on a terminal, in a pipe, or to a program. */
export interface ReleaseView {
  open(release: Release): void;
  show(news: ReleaseNews): void;
  /** Something that the release itself does not know. */
  note(text: string): void;
  close(): void;
}
