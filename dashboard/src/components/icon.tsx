import type { ReactNode } from 'react';
import type { Shape } from '../format/words.ts';

const SHAPES: Readonly<Record<Shape | 'external' | 'arrow' | 'logo', ReactNode>> = {
  play: <path d="M5 3.5v9l7-4.5z" fill="currentColor" stroke="none" />,
  pause: <path d="M5.5 4v8M10.5 4v8" strokeWidth="2.2" />,
  stop: <path d="M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5zM5.5 8h5" />,
  tick: <path d="M3 8.5l3.5 3.5L13 4.5" strokeWidth="2" />,
  cross: <path d="M4 4l8 8M12 4l-8 8" strokeWidth="2" />,
  back: <path d="M6.5 3L3 6.5 6.5 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6" strokeWidth="1.8" />,
  hand: <path d="M8 2v6M8 11.5v.01" strokeWidth="2.4" />,
  dots: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.6" />,
  question: <path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.25C8.3 8.7 8 9 8 9.8M8 12.6v.01" strokeWidth="1.9" />,
  external: <path d="M6 3.5H3.5v9h9V10M9 3h4v4M12.5 3.5L7.5 8.5" />,
  arrow: <path d="M3 8h9M8.5 4.5L12 8l-3.5 3.5" />,
  logo: (
    <path
      d="M4 2.5v5M8 2.5v3.5M12 2.5v5M1.5 11.5c1.6 0 1.6-1.5 3.25-1.5s1.6 1.5 3.25 1.5 1.6-1.5 3.25-1.5 1.6 1.5 3.25 1.5"
      strokeWidth="1.7"
    />
  ),
};

/** A shape beside a word. The word says all, so the shape is kept from screen readers. */
export function Icon({ shape }: { readonly shape: keyof typeof SHAPES }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {SHAPES[shape]}
    </svg>
  );
}
