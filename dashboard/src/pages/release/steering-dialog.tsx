import { useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../../../client/failure.ts';
import type { Release } from '../../api/types.ts';
import { Notice } from '../../components/notice.tsx';
import { stageWord } from '../../format/stage.ts';
import { readName, rememberName } from '../../session/name.ts';
import { useSession } from '../../session/session.ts';
import type { SteeringAction } from '../../steering/actions.ts';
import { missingApproval } from '../../steering/brakes.ts';
import { ACTION_WORDS } from '../../steering/wording.ts';

interface SteeringDialogProps {
  readonly release: Release;
  readonly action: SteeringAction;
  onClose(): void;
}

/** Longer than the control plane itself waits for a worker: its answer says more than a timeout. */
const STEER_TIMEOUT_MS = 20_000;
/** What the control plane takes as a name, and a header can carry. */
const NAME_PATTERN = '[A-Za-z0-9À-ÖØ-öø-ÿ][A-Za-z0-9À-ÖØ-öø-ÿ ._@:+\\/\\-]*';

/** Says what the action does, asks for a reason, sends it, and stays open with the answer where it was refused. */
export function SteeringDialog({ release, action, onClose }: SteeringDialogProps) {
  const { client, signOut } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [name, setName] = useState(readName);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wording = ACTION_WORDS[action];
  const before = action === 'approve' ? missingApproval(release)?.before : undefined;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  async function send(): Promise<void> {
    setBusy(true);
    setError(undefined);
    rememberName(name.trim());
    const body = {
      ...(reason.trim() !== '' && { reason: reason.trim() }),
      ...(before !== undefined && { before }),
    };
    try {
      const headers = name.trim() === '' ? {} : { 'x-tidegate-actor': name.trim() };
      await client.call(
        `${action}Release`,
        { params: { releaseId: release.id }, body },
        { headers, timeoutMs: STEER_TIMEOUT_MS },
      );
      dialog.current?.close();
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      if (failure.kind === 'signed_out') signOut(failure.message);
      else setError(failure.message);
      setBusy(false);
    }
  }

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h2 id="dialog-title">
          {wording.button} {release.route} v{release.candidateVersion}
          {before !== undefined && ` before ${stageWord(before).toLowerCase()}`}
        </h2>
        <p className="quiet">{wording.consequence}</p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <label htmlFor="reason">
          {wording.reasonLabel} {!wording.reasonRequired && <span className="quiet">(optional)</span>}
        </label>
        <textarea
          id="reason"
          rows={3}
          maxLength={1_000}
          required={wording.reasonRequired}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <label htmlFor="name">
          Your name, for the record <span className="quiet">(optional)</span>
        </label>
        <input
          id="name"
          autoComplete="name"
          pattern={NAME_PATTERN}
          title="Latin letters, digits and . _ @ : + / -"
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="dialog-buttons">
          <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="submit"
            className={`button ${wording.weight === 'danger' ? 'danger' : 'primary'}`}
            disabled={busy}
          >
            {busy ? 'Sending…' : wording.button}
          </button>
        </div>
      </form>
    </dialog>
  );
}
