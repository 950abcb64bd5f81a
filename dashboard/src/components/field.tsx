import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly className?: string;
  /** Gets the id that label and hint belong to. */
  readonly children: (id: string, describedBy: string | undefined) => ReactNode;
}

/** A labelled control, with a hint where it needs one. */
export function Field({ label, hint, className = '', children }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children(id, hintId)}
      {hint !== undefined && (
        <p id={hintId} className="quiet small">
          {hint}
        </p>
      )}
    </div>
  );
}
