import { useState } from 'react';
import type { Release } from '../../api/types.ts';
import { useSession } from '../../session/session.ts';
import { availableActions, type SteeringAction } from '../../steering/actions.ts';
import { ACTION_WORDS } from '../../steering/wording.ts';
import { SteeringDialog } from './steering-dialog.tsx';

/** The buttons that the role allows and that make sense now. Each asks for a reason first. */
export function SteeringBar({ release }: { readonly release: Release }) {
  const { role } = useSession();
  const [asked, setAsked] = useState<SteeringAction>();
  const actions = availableActions(release, role);
  if (actions.length === 0 && asked === undefined) return null;
  return (
    <div className="steering" role="group" aria-label="Steer the release">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          className={`button ${ACTION_WORDS[action].weight}`}
          onClick={() => setAsked(action)}
        >
          {ACTION_WORDS[action].button}
        </button>
      ))}
      {asked && <SteeringDialog release={release} action={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}
