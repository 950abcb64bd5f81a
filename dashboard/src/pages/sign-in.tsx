import { useState } from 'react';
import { createApiClient } from '../../../client/client.ts';
import { ApiFailure } from '../../../client/failure.ts';
import { Icon } from '../components/icon.tsx';
import { type SignInOffer, signInUrl } from '../session/browser-session.ts';
import { Notice } from '../components/notice.tsx';

interface SignInProps {
  /** Why the session before this one ended, where it did. */
  readonly why: string | undefined;
  /** The provider that people sign in with, where one is set up. */
  readonly offer: SignInOffer | null;
  onToken(token: string): void;
}

/** Asks for a token and tries it before it is kept. */
export function SignIn({ why, offer, onToken }: SignInProps) {
  const [token, setToken] = useState('');
  const [error, setError] = useState(why);
  const [busy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await createApiClient({ token: token.trim() }).call('getCaller');
      onToken(token.trim());
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      setError(failure.message);
      setBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1>
          <Icon shape="logo" /> tidegate
        </h1>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        {offer !== null && (
          <a className="button primary" href={signInUrl(offer)}>
            Sign in with {offer.label}
          </a>
        )}
        <p className="quiet">
          {offer === null ? 'Sign in with the admin token.' : 'Or sign in with a token.'} <code>npm start</code> prints
          the admin token, and a link that signs in by itself.
        </p>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          required
          autoFocus={offer === null}
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="submit" className={offer === null ? 'button primary' : 'button'} disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="quiet small">It is kept in this tab only, until the tab is closed.</p>
      </form>
    </main>
  );
}
