import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { CallOptions } from '../../../client/client.ts';
import { ApiFailure } from '../../../client/failure.ts';
import { readName, rememberName } from '../session/name.ts';
import { useSession } from '../session/session.ts';
import { Notice } from './notice.tsx';

interface AskDialogProps {
  readonly title: string;
  readonly consequence: string;
  readonly reasonLabel: string;
  readonly reasonRequired: boolean;
  readonly button: string;
  readonly danger: boolean;
  /** More that is asked, above the reason. */
  readonly children?: ReactNode;
  /** Does it. The dialog stays open with what was said where it is refused. */
  send(reason: string, options: CallOptions): Promise<void>;
  onClose(): void;
}

/** Longer than the control plane itself waits for a worker: its answer says more than a timeout. */
const SEND_TIMEOUT_MS = 20_000;
/** What the control plane takes as a name, and a header can carry. */
const NAME_PATTERN = '[A-Za-z0-9À-ÖØ-öø-ÿ][A-Za-z0-9À-ÖØ-öø-ÿ ._@:+\\/\\-]*';
/** What a token that was set up by hand, and is shared, is called. Every other one acts in the name of its holder. */
const SHARED_NAME = 'admin';

/** Says what something does, asks for a reason, sends it, and stays open with the answer where it was refused. */
export function AskDialog(props: AskDialogProps) {
  const { title, consequence, reasonLabel, reasonRequired, button, danger, children, send, onClose } = props;
  const { caller, signOut } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [name, setName] = useState(readName);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isShared = caller?.name === SHARED_NAME;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  async function submit(): Promise<void> {
    setBusy(true);
    setError(undefined);
    const actor = isShared ? name.trim() : '';
    if (isShared) rememberName(actor);
    const headers: Readonly<Record<string, string>> = actor === '' ? {} : { 'x-tidegate-actor': actor };
    try {
      await send(reason.trim(), { headers, timeoutMs: SEND_TIMEOUT_MS });
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
          void submit();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        <p className="quiet">{consequence}</p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {children}
        <label htmlFor="reason">
          {reasonLabel} {!reasonRequired && <span className="quiet">(optional)</span>}
        </label>
        <textarea
          id="reason"
          rows={3}
          maxLength={1_000}
          required={reasonRequired}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {isShared && (
          <>
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
          </>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button plain" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className={`button ${danger ? 'danger' : 'primary'}`} disabled={busy}>
            {busy ? 'Sending…' : button}
          </button>
        </div>
      </form>
    </dialog>
  );
}
