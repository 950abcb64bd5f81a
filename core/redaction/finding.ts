/** What of a person can be recognised by its form alone. Names and postal addresses can not, so they are not here. */
export const PERSONAL_KINDS = ['email', 'phone', 'card', 'iban', 'national_id', 'ip_address'] as const;
export const SECRET_KINDS = ['api_key', 'jwt', 'private_key', 'password', 'high_entropy'] as const;

export type PersonalKind = (typeof PERSONAL_KINDS)[number];
export type SecretKind = (typeof SECRET_KINDS)[number];
export type SensitiveKind = PersonalKind | SecretKind;

/** A part of a text, from `start` up to, but not including, `end`, in UTF-16 code units. */
export interface Finding {
  readonly kind: SensitiveKind;
  readonly start: number;
  readonly end: number;
}

export const ALL_KINDS: ReadonlySet<SensitiveKind> = new Set([...PERSONAL_KINDS, ...SECRET_KINDS]);
