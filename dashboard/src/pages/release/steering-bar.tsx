import { useState } from 'react';
import type { Release } from '../../api/types.ts';
import { allowanceOf, useSession } from '../../session/session.ts';
import { permissionFor, possibleActions, type SteeringAction } from '../../steering/actions.ts';
import { ACTION_WORDS } from '../../steering/wording.ts';
import { SteeringDialog } from './steering-dialog.tsx';

/** The buttons that make sense now. Those that the role does not allow are dimmed, with the reason beside them. */
export function SteeringBar({ release }: { readonly release: Release }) {
  const { caller } = useSession();
  const [asked, setAsked] = useState<SteeringAction>();
  const actions = possibleActions(release).map((action) => ({
    action,
    ...allowanceOf(caller, permissionFor(action)),
  }));
  if (caller === undefined || (actions.length === 0 && asked === undefined)) return null;
  const reasons = [...new Set(actions.flatMap(({ why }) => why ?? []))];
  return (
    <div className="steering" role="group" aria-label="Steer the release">
      {actions.map(({ action, allowed }) => (
        <button
          key={action}
          type="button"
          className={`button ${ACTION_WORDS[action].weight}`}
          disabled={!allowed}
          aria-describedby={allowed ? undefined : 'steering-reason'}
          onClick={() => setAsked(action)}
        >
          {ACTION_WORDS[action].button}
        </button>
      ))}
      {reasons.length > 0 && (
        <p id="steering-reason" className="quiet small steering-reason">
          {actions.some(({ allowed }) => allowed) && 'Dimmed: '}
          {reasons.join(' ')}
        </p>
      )}
      {asked && <SteeringDialog release={release} action={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}
