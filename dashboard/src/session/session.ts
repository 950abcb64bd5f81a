import { createContext, use } from 'react';
import type { ApiClient } from '../../../client/client.ts';
import type { Role } from '../steering/actions.ts';

/** Whoever is signed in, and the calls made in their name. */
export interface Session {
  readonly client: ApiClient;
  /** The control plane has one token today, and it may do everything. */
  readonly role: Role;
  /** Ends the session; the sentence, where there is one, is told at the sign-in. */
  signOut(why?: string): void;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('There is no session: only the sign-in is shown without one');
  return session;
}
