/** Told by screen readers when it changes, seen by nobody. For what matters only: a verdict, not a number. */
export function Announcer({ text }: { readonly text: string }) {
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
