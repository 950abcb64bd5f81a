import type { Release } from '../../api/types.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { stageWord } from '../../format/stage.ts';
import { useSession } from '../../session/session.ts';
import type { SteeringAction } from '../../steering/actions.ts';
import { missingApproval } from '../../steering/brakes.ts';
import { ACTION_WORDS } from '../../steering/wording.ts';

interface SteeringDialogProps {
  readonly release: Release;
  readonly action: SteeringAction;
  onClose(): void;
}

/** The question before a release is steered. */
export function SteeringDialog({ release, action, onClose }: SteeringDialogProps) {
  const { client } = useSession();
  const { button, consequence, reasonLabel, reasonRequired, weight } = ACTION_WORDS[action];
  const before = action === 'approve' ? missingApproval(release)?.before : undefined;
  const place = before === undefined ? '' : ` before ${stageWord(before).toLowerCase()}`;
  return (
    <AskDialog
      title={`${button} ${release.route} v${release.candidateVersion}${place}`}
      consequence={consequence}
      reasonLabel={reasonLabel}
      reasonRequired={reasonRequired}
      button={button}
      danger={weight === 'danger'}
      onClose={onClose}
      send={async (reason, options) => {
        const body = { ...(reason !== '' && { reason }), ...(before !== undefined && { before }) };
        await client.call(`${action}Release`, { params: { releaseId: release.id }, body }, options);
      }}
    />
  );
}
