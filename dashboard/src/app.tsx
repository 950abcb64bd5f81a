import { useCallback, useMemo, useState } from 'react';
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
import { SessionProvider } from './session/session.ts';
import { useCaller } from './session/use-caller.ts';
import { forgetToken, readToken, saveToken } from './session/token.ts';

const READ_TIMEOUT_MS = 10_000;

/** The sign-in, or the page that the address names. */
export function App() {
  const [token, setToken] = useState(readToken);
  const [why, setWhy] = useState<string>();

  const signOut = useCallback((reason?: string) => {
    forgetToken();
    setToken(undefined);
    setWhy(reason);
  }, []);
  const client = useMemo(
    () => (token === undefined ? undefined : createApiClient({ token, timeoutMs: READ_TIMEOUT_MS })),
    [token],
  );
  const caller = useCaller(client, signOut);
  const session = useMemo(
    () => (client === undefined ? undefined : { client, caller, signOut }),
    [client, caller, signOut],
  );

  function signIn(given: string): void {
    saveToken(given);
    setToken(given);
  }

  if (session === undefined) return <SignIn why={why} onToken={signIn} />;
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
