import { useState } from 'react';
import { createApiClient } from '../../../client/client.ts';
import { ApiFailure } from '../../../client/failure.ts';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';

interface SignInProps {
  /** Why the session before this one ended, where it did. */
  readonly why: string | undefined;
  onToken(token: string): void;
}

/** Asks for a token and tries it before it is kept. */
export function SignIn({ why, onToken }: SignInProps) {
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
        <p className="quiet">
          Sign in with the admin token. <code>npm start</code> prints it, and a link that signs in by itself.
        </p>
        {error !== undefined && <Notice tone="bad">{error}</Notice>}
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          required
          autoFocus
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="quiet small">It is kept in this tab only, until the tab is closed.</p>
      </form>
    </main>
  );
}
