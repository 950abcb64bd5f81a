import { useState } from 'react';
import { AskDialog } from '../components/ask-dialog.tsx';
import { Field } from '../components/field.tsx';
import { useSession } from '../session/session.ts';

interface FreezeDialogProps {
  /** All routes where it is left out. */
  readonly route: string | undefined;
  onClose(): void;
}

/** Asks how long and why before anything is frozen. */
export function FreezeDialog({ route, onClose }: FreezeDialogProps) {
  const { client } = useSession();
  const [lasts, setLasts] = useState('');
  const [toStable, setToStable] = useState(false);
  return (
    <AskDialog
      title={route === undefined ? 'Freeze all routes' : `Freeze ${route}`}
      consequence="No release starts and none goes forward. What is under way stays where it is, is watched, and still rolls back."
      reasonLabel="Reason"
      reasonRequired
      button={toStable ? 'Freeze, all to stable' : 'Freeze'}
      danger={toStable}
      onClose={onClose}
      send={async (reason, options) => {
        const body = { reason, toStable, ...(route !== undefined && { route }), ...(lasts !== '' && { lasts }) };
        await client.call('freeze', { body }, options);
      }}
    >
      <Field label="How long" hint="Such as 90m or 12h. Left empty: until it is ended.">
        {(id, hint) => (
          <input
            id={id}
            aria-describedby={hint}
            value={lasts}
            placeholder="12h"
            pattern="\d+(ms|s|m|h|d)"
            title="A number and a unit: 90m, 12h or 2d"
            onChange={(event) => setLasts(event.target.value.trim())}
          />
        )}
      </Field>
      <label className="tick">
        <input type="checkbox" checked={toStable} onChange={(event) => setToStable(event.target.checked)} />
        <span>Also abort what is under way: stable serves all</span>
      </label>
    </AskDialog>
  );
}
