import { createContext, use } from 'react';
import type { ApiClient } from '../../../client/client.ts';
import type { Schema } from '../../../client/types.ts';
import { type Permission, rolesWith } from '../../../core/access/roles.ts';

export type Caller = Schema<'Caller'>;

/** Whoever is signed in, and the calls made in their name. */
export interface Session {
  readonly client: ApiClient;
  /** Who the token says it is; unknown until the control plane has answered. */
  readonly caller: Caller | undefined;
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

export interface Allowance {
  readonly allowed: boolean;
  /** Why not, as a sentence; `undefined` while nobody knows yet. */
  readonly why: string | undefined;
}

/** Whether whoever is signed in may do something. The control plane decides; this keeps buttons away that it would refuse. */
export function useMay(permission: Permission): Allowance {
  const { caller } = useSession();
  return allowanceOf(caller, permission);
}

export function allowanceOf(caller: Caller | undefined, permission: Permission): Allowance {
  if (caller === undefined) return { allowed: false, why: undefined };
  if (caller.permissions.includes(permission)) return { allowed: true, why: undefined };
  const why = `You are signed in as ${caller.role}: it takes ${rolesWith(permission).join(' or ')}.`;
  return { allowed: false, why };
}
