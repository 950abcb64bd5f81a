import { useCallback, useEffect, useMemo, useState } from 'react';
import { createApiClient } from '../../client/client.ts';
import { AwayBanner } from './components/away-banner.tsx';
import { TopBar } from './components/top-bar.tsx';
import { AuditPage } from './pages/audit/audit-page.tsx';
import { BudgetsPage } from './pages/budgets/budgets-page.tsx';
import { Overview } from './pages/overview/overview.tsx';
import { ReleasePage } from './pages/release/release-page.tsx';
import { RoutePage } from './pages/route/route-page.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { StartPage } from './pages/start/start-page.tsx';
import { TracePage } from './pages/traces/trace-page.tsx';
import { TracesPage } from './pages/traces/traces-page.tsx';
import { UnknownPage } from './pages/unknown-page.tsx';
import { placeOf, usePath } from './router.ts';
import { endBrowserSession, readStanding, signInFailure, type Standing } from './session/browser-session.ts';
import { SessionProvider } from './session/session.ts';
import { useCaller } from './session/use-caller.ts';
import { forgetToken, readToken, saveToken } from './session/token.ts';

const READ_TIMEOUT_MS = 10_000;

/** The sign-in, or the page that the address names. */
export function App() {
  const [token, setToken] = useState(readToken);
  const [standing, setStanding] = useState<Standing>();
  const [why, setWhy] = useState(signInFailure);
  const browserSession = standing?.session ?? undefined;

  useEffect(() => {
    if (token === undefined && standing === undefined) void readStanding().then(setStanding);
  }, [token, standing]);

  /** With a reason the session is over already. */
  const signOut = useCallback(
    (reason?: string) => {
      if (token === undefined && browserSession !== undefined && reason === undefined) {
        return void endBrowserSession(browserSession);
      }
      forgetToken();
      setToken(undefined);
      setStanding((before) => before && { ...before, session: null });
      setWhy(reason);
    },
    [token, browserSession],
  );
  const csrfToken = browserSession?.csrfToken;
  const client = useMemo(() => {
    if (token !== undefined) return createApiClient({ token, timeoutMs: READ_TIMEOUT_MS });
    return csrfToken === undefined ? undefined : createApiClient({ csrfToken, timeoutMs: READ_TIMEOUT_MS });
  }, [token, csrfToken]);
  const caller = useCaller(client, signOut);
  const session = useMemo(
    () => (client === undefined ? undefined : { client, caller, signOut }),
    [client, caller, signOut],
  );

  function signIn(given: string): void {
    saveToken(given);
    setToken(given);
  }

  if (session === undefined) {
    return standing === undefined ? null : <SignIn why={why} offer={standing.signIn} onToken={signIn} />;
  }
  return (
    <SessionProvider value={session}>
      <a href="#main" className="skip">
        Skip to content
      </a>
      <TopBar />
      <main id="main" tabIndex={-1}>
        <AwayBanner />
        <CurrentPage />
      </main>
    </SessionProvider>
  );
}

function CurrentPage() {
  const place = placeOf(usePath());
  switch (place.page) {
    case 'overview':
      return <Overview />;
    case 'start':
      return <StartPage />;
    case 'release':
      return <ReleasePage key={place.id} id={place.id} />;
    case 'route':
      return <RoutePage key={place.id} id={place.id} />;
    case 'traces':
      return <TracesPage />;
    case 'trace':
      return <TracePage key={place.id} id={place.id} />;
    case 'budgets':
      return <BudgetsPage />;
    case 'audit':
      return <AuditPage />;
    case 'unknown':
      return <UnknownPage path={place.path} />;
  }
}
