import type { ReactNode } from 'react';
import type { Tone } from '../format/words.ts';
import { Icon } from './icon.tsx';

interface NoticeProps {
  readonly tone: Extract<Tone, 'waiting' | 'bad'>;
  readonly children: ReactNode;
}

/** Something that went wrong, told where it matters, to screen readers at once. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <div className={`notice tone-${tone}`} role="alert">
      <Icon shape={tone === 'bad' ? 'cross' : 'dots'} />
      <div>{children}</div>
    </div>
  );
}
