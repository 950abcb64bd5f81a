/** A key of 32 bytes under the name that payloads have of it. */
export interface PayloadKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** `id:base64` of each key, separated by commas. `undefined` where it is not that. */
export function parsePayloadKeys(text: string): readonly PayloadKey[] | undefined {
  const keys = text.split(',').map((part) => {
    const [id = '', encoded = '', ...more] = part.trim().split(':');
    return { id, secret: Buffer.from(encoded, 'base64'), isKey: /^[\w.-]{1,64}$/.test(id) && more.length === 0 };
  });
  const isWhole = keys.every(({ secret, isKey }) => isKey && secret.length === 32);
  const isUnique = new Set(keys.map(({ id }) => id)).size === keys.length;
  return isWhole && isUnique ? keys.map(({ id, secret }) => ({ id, secret })) : undefined;
}

export const payloadKeysText = (keys: readonly PayloadKey[]): string =>
  keys.map(({ id, secret }) => `${id}:${secret.toString('base64')}`).join(',');
