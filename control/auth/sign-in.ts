import { randomBytes } from 'node:crypto';
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Logger } from '../../platform/log.ts';
import type { OidcConfig } from '../../platform/oidc-config.ts';
import type { Database } from '../../store/database.ts';
import { endSession, sessionInForce, startSession } from '../../store/sessions.ts';
import { ApiError } from '../api/problem.ts';
import { admit } from './claims.ts';
import { cookiesFor, readCookie } from './cookies.ts';
import { csrfTokenOf, demandCsrfToken } from './csrf.ts';
import type { SignInProvider } from './provider.ts';
import { createSeal } from './seal.ts';

export interface SignInDependencies {
  readonly database: Database;
  readonly log: Logger;
  /** Absent where nobody signs in so: then people paste a token. */
  readonly oidc: { readonly config: OidcConfig; readonly provider: SignInProvider } | undefined;
  /** Where browsers reach this control plane. */
  readonly publicUrl: string;
  readonly secret: string;
}

/** Why a sign-in came to nothing, as the page is told in `?signIn=`. */
export type SignInFailure = 'expired' | 'refused' | 'no_name' | 'unverified' | 'no_role' | 'failed';

const UNDER_WAY_MS = 10 * 60_000;
const underWaySchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  untilMs: z.number(),
});

/** Signing in and out with a provider of OpenID Connect, under /auth. What it comes to is a session in a cookie. */
export function signInRouter({ database, log, oidc, publicUrl, secret }: SignInDependencies): Router {
  const router = Router({ caseSensitive: true });
  const cookies = cookiesFor(publicUrl);
  const seal = createSeal(secret, 'tidegate sign-in');
  const redirectUri = `${publicUrl}/auth/callback`;

  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });

  router.get('/session', async (request, response) => {
    const held = readCookie(request, cookies.session.name);
    const session = held === undefined ? undefined : await sessionInForce(database, held);
    response.json({
      signIn: oidc === undefined ? null : { url: '/auth/login', label: oidc.config.label },
      session:
        held === undefined || session === undefined
          ? null
          : {
              name: session.name,
              role: session.role,
              expiresAt: session.expiresAt.toISOString(),
              csrfToken: csrfTokenOf(held),
            },
    });
  });

  router.get('/login', async (request, response) => {
    const { provider } = demanded();
    const { url, challenge } = await provider.begin(redirectUri);
    const underWay = { ...challenge, returnTo: ownPath(request.query['returnTo']), untilMs: Date.now() + UNDER_WAY_MS };
    const { name, options } = cookies.signIn;
    response.cookie(name, seal.close(JSON.stringify(underWay)), { ...options, maxAge: UNDER_WAY_MS });
    response.redirect(302, url);
  });

  router.get('/callback', async (request, response) => {
    const { config, provider } = demanded();
    const underWay = openUnderWay(readCookie(request, cookies.signIn.name));
    response.clearCookie(cookies.signIn.name, cookies.signIn.options);
    if (underWay === undefined) return turnAway(response, 'expired');
    const returned = new URL(redirectUri);
    returned.search = new URL(request.originalUrl, publicUrl).search;
    if (returned.searchParams.has('error')) {
      log.warn({ error: returned.searchParams.get('error') }, 'the sign-in provider refused a sign-in');
      return turnAway(response, 'refused');
    }
    let claims;
    try {
      claims = await provider.finish(returned, underWay);
    } catch (error) {
      log.warn({ err: error }, 'a sign-in failed');
      return turnAway(response, 'failed');
    }
    const admission = admit(claims, config);
    if (!admission.admitted) {
      log.warn({ why: admission.why, subject: claims['sub'] }, 'somebody signed in who is nobody here');
      return turnAway(response, admission.why);
    }
    const { name, role } = admission;
    const held = randomBytes(32).toString('base64url');
    await startSession(database, { secret: held, name, role, validForMs: config.sessionMs });
    response.cookie(cookies.session.name, held, { ...cookies.session.options, maxAge: config.sessionMs });
    response.redirect(303, underWay.returnTo);
  });

  router.post('/logout', async (request, response) => {
    const held = readCookie(request, cookies.session.name);
    if (held !== undefined) {
      demandCsrfToken(request, held);
      await endSession(database, held);
    }
    response.clearCookie(cookies.session.name, cookies.session.options);
    response.json({ signOutUrl: (await endUrl()) ?? null });
  });

  return router;

  function demanded(): NonNullable<typeof oidc> {
    if (oidc !== undefined) return oidc;
    throw new ApiError('not_found', 'No sign-in provider is configured: set TIDEGATE_OIDC_ISSUER, or use a token');
  }

  function openUnderWay(sealed: string | undefined): z.output<typeof underWaySchema> | undefined {
    const text = sealed === undefined ? undefined : seal.open(sealed);
    const parsed = underWaySchema.safeParse(text === undefined ? undefined : JSON.parse(text));
    return parsed.success && Date.now() < parsed.data.untilMs ? parsed.data : undefined;
  }

  /** A provider that is away keeps nobody signed in here. */
  async function endUrl(): Promise<string | undefined> {
    try {
      return await oidc?.provider.endUrl(`${publicUrl}/`);
    } catch (error) {
      log.warn({ err: error }, 'the sign-in provider could not be asked where it signs people out');
      return undefined;
    }
  }
}

function turnAway(response: Response, failure: SignInFailure): void {
  response.redirect(303, `/?signIn=${failure}`);
}

/** A path of this page, and no way to another site. */
function ownPath(asked: unknown): string {
  return typeof asked === 'string' && /^\/(?![/\\])[\x21-\x7e]{0,1000}$/.test(asked) && !asked.includes('\\')
    ? asked
    : '/';
}
