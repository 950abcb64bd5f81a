import { z } from 'zod';
import { type Role, ROLES } from '../core/access/roles.ts';
import { parseDuration } from '../core/duration.ts';

/** How people sign in to the dashboard with a provider of OpenID Connect. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent of a public client: then PKCE alone proves that the code is ours. */
  readonly clientSecret: string | undefined;
  readonly scopes: string;
  /** What the sign-in button names. */
  readonly label: string;
  /** The claim that says who it is, as the audit record names them. */
  readonly nameClaim: string;
  /** The claim whose values the roles go by; dots lead into objects. */
  readonly roleClaim: string;
  /** In order: the first whose value the claim has is the role. */
  readonly roles: readonly RoleRule[];
  readonly sessionMs: number;
}

export interface RoleRule {
  /** `*` is everybody who can sign in. */
  readonly value: string;
  readonly role: Role;
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const WRONG_ROLES = `must look like platform=admin, sre=operator, product=approver, *=viewer (roles: ${ROLES.join(', ')})`;
const DAY_MS = 86_400_000;

const rolesSchema = z.string().transform((text, context): RoleRule[] => {
  const rules = text.split(',').map((part) => {
    const [value = '', name = ''] = part.split(/=(?=[^=]*$)/).map((half) => half.trim());
    return { value, role: ROLES.find((role) => role === name) };
  });
  const known = rules.flatMap(({ value, role }) => (value === '' || role === undefined ? [] : [{ value, role }]));
  if (known.length < rules.length) context.addIssue(WRONG_ROLES);
  return known;
});

export const OIDC_VARIABLES = {
  TIDEGATE_OIDC_ISSUER: httpUrl
    .refine(
      (url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(url),
      'must be an https URL (http on this machine alone)',
    )
    .optional(),
  TIDEGATE_OIDC_CLIENT_ID: z.string().min(1).optional(),
  TIDEGATE_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  TIDEGATE_OIDC_SCOPES: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'must have the scope openid')
    .default('openid profile email'),
  TIDEGATE_OIDC_LABEL: z.string().min(1).max(64).default('single sign-on'),
  TIDEGATE_OIDC_NAME_CLAIM: z.string().min(1).default('email'),
  TIDEGATE_OIDC_ROLE_CLAIM: z.string().min(1).default('groups'),
  TIDEGATE_OIDC_ROLES: rolesSchema.optional(),
  TIDEGATE_OIDC_SESSION: z
    .string()
    .default('8h')
    .transform((text, context) => {
      const sessionMs = parseDuration(text) ?? 0;
      if (sessionMs < 60_000 || sessionMs > 30 * DAY_MS) context.addIssue('must be a duration from 1m to 30d');
      return sessionMs;
    }),
} as const;

type OidcEnvironment = z.output<z.ZodObject<typeof OIDC_VARIABLES>>;

/** `undefined` where nobody signs in so; a sentence where something that it takes is missing. */
export function oidcConfig(parsed: OidcEnvironment): OidcConfig | string | undefined {
  const { TIDEGATE_OIDC_ISSUER: issuer, TIDEGATE_OIDC_CLIENT_ID: clientId, TIDEGATE_OIDC_ROLES: roles } = parsed;
  if (issuer === undefined) return undefined;
  if (clientId === undefined) return 'TIDEGATE_OIDC_CLIENT_ID is not set: it says which client of the provider this is';
  if (roles === undefined) return `TIDEGATE_OIDC_ROLES is not set: it says who may do what, and ${WRONG_ROLES}`;
  return {
    issuer,
    clientId,
    roles,
    clientSecret: parsed.TIDEGATE_OIDC_CLIENT_SECRET,
    scopes: parsed.TIDEGATE_OIDC_SCOPES,
    label: parsed.TIDEGATE_OIDC_LABEL,
    nameClaim: parsed.TIDEGATE_OIDC_NAME_CLAIM,
    roleClaim: parsed.TIDEGATE_OIDC_ROLE_CLAIM,
    sessionMs: parsed.TIDEGATE_OIDC_SESSION,
  };
}
