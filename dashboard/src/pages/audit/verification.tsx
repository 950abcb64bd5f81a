import { useState } from 'react';
import { ApiFailure } from '../../../../client/failure.ts';
import type { Answer } from '../../../../client/types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatWhole } from '../../format/amounts.ts';
import { useSession } from '../../session/session.ts';

type Check = Answer<'verifyAudit'>;

/** Walks the whole chain on request. */
export function Verification() {
  const { client } = useSession();
  const [check, setCheck] = useState<Check | ApiFailure>();
  const [busy, setBusy] = useState(false);

  async function verify(): Promise<void> {
    setBusy(true);
    try {
      setCheck(await client.call('verifyAudit'));
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      setCheck(failure);
    }
    setBusy(false);
  }

  return (
    <div className="card verification">
      <button type="button" className="button" disabled={busy} onClick={() => void verify()}>
        {busy ? 'Checking…' : 'Check the whole record'}
      </button>
      <div role="status" className="verification-word">
        {check !== undefined && <Found check={check} />}
      </div>
    </div>
  );
}

function Found({ check }: { readonly check: Check | ApiFailure }) {
  if (check instanceof ApiFailure) return <p className="tone-bad told">{check.message}</p>;
  if (!check.intact) {
    return (
      <p className="tone-bad told">
        <Icon shape="cross" /> <strong>Entry {check.brokenAt} was tampered with.</strong> {check.why}
      </p>
    );
  }
  return (
    <p className="tone-good told">
      <Icon shape="tick" />
      <span>
        <strong>Whole: {formatWhole(check.entries)} entries.</strong> Note the head outside, to find a record that is
        cut or written anew: <code>{check.head}</code>
      </span>
    </p>
  );
}
