import { createServer, type Server } from 'node:http';
import { jest } from '@jest/globals';
import { Provider } from 'oidc-provider';

/** Who signs in next, and what the provider says of them. */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

/** A real provider of OpenID Connect on a free port; whoever comes is signed in as `person`, without forms. */
export interface TestOidcProvider {
  readonly issuer: string;
  person: Person;
  close(): Promise<void>;
}

export const CLIENT = { id: 'tidegate-test', secret: 'a-secret-of-the-test' };

export async function startTestOidcProvider(port: number, redirectUri: string): Promise<TestOidcProvider> {
  const issuer = `http://127.0.0.1:${port}`;
  const test = { issuer, person: { sub: 'nobody', email: 'nobody@example.com' } as Person };
  // It warns of what is wrong in production only: its store in memory, its keys, its times.
  for (const level of ['warn', 'info'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL('/', redirectUri).href],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...test.person }) }),
  });
  const answer = provider.callback();
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response);
    provider
      .interactionDetails(request, response)
      .then(async ({ prompt, params, grantId }) => {
        if (prompt.name === 'login') {
          const result = { login: { accountId: test.person.sub } };
          return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
        }
        const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
        const grant =
          known ?? new provider.Grant({ accountId: test.person.sub, clientId: String(params['client_id']) });
        grant.addOIDCScope(String(params['scope']));
        const consent = { consent: { grantId: await grant.save() } };
        return provider.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
      })
      .catch((error: unknown) => void response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return Object.assign(test, {
    close: () =>
      new Promise<void>((resolve) => {
        jest.restoreAllMocks();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
