import * as client from 'openid-client';
import { TidegateError } from '../../core/errors.ts';
import type { OidcConfig } from '../../platform/oidc-config.ts';
import type { Claims } from './claims.ts';

/** What a sign-in under way has to know when the browser comes back. */
export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A provider of OpenID Connect: authorization code with PKCE, state and nonce. */
export interface SignInProvider {
  begin(redirectUri: string): Promise<{ readonly url: string; readonly challenge: Challenge }>;
  /** Claims of the ID token and, where the provider has it, of its userinfo. */
  finish(returned: URL, challenge: Challenge): Promise<Claims>;
  /** Where the provider's own session is ended; `undefined` where it says nothing of that. */
  endUrl(returnTo: string): Promise<string | undefined>;
}

const ANSWER_WITHIN_S = 10;

export function oidcProvider(config: OidcConfig): SignInProvider {
  let known: Promise<client.Configuration> | undefined;

  /** Asked at the first sign-in, and again where that failed: the control plane starts while the provider is away. */
  function discovered(): Promise<client.Configuration> {
    known ??= discover(config).catch((cause: unknown) => {
      known = undefined;
      const message = `The sign-in provider cannot be reached at ${config.issuer}: check TIDEGATE_OIDC_ISSUER`;
      throw new TidegateError('unavailable', message, { cause });
    });
    return known;
  }

  return {
    async begin(redirectUri) {
      const challenge = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(await discovered(), {
        redirect_uri: redirectUri,
        scope: config.scopes,
        state: challenge.state,
        nonce: challenge.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(challenge.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, challenge };
    },

    async finish(returned, { state, nonce, verifier }) {
      const provider = await discovered();
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(provider, returned, checks);
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The provider sent no ID token');
      const { userinfo_endpoint: userinfo } = provider.serverMetadata();
      const told = userinfo === undefined ? {} : await client.fetchUserInfo(provider, tokens.access_token, claims.sub);
      return { ...told, ...claims };
    },

    async endUrl(returnTo) {
      const provider = await discovered();
      if (provider.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(provider, { post_logout_redirect_uri: returnTo }).href;
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<client.Configuration> {
  const authentication = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
  // Of http there is only this machine's own: see TIDEGATE_OIDC_ISSUER.
  // oxlint-disable-next-line typescript/no-deprecated -- marked so only to stand out
  const execute = issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
  return client.discovery(new URL(issuer), clientId, undefined, authentication, {
    timeout: ANSWER_WITHIN_S,
    ...execute,
  });
}
