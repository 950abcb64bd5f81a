import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { TidegateError } from '../core/errors.ts';
import type { PayloadKey } from './payload-keys.ts';

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;

/**
 * What goes into a history, encrypted before Temporal gets it: AES-256-GCM, a random nonce each. The first key encrypts;
 * each of them decrypts, so a key is changed by putting the new one in front. A payload from before there was a key is
 * read as it is. Search attributes are no payloads: Temporal reads them.
 */
export class PayloadEncryption implements PayloadCodec {
  readonly #first: PayloadKey;
  readonly #keys: ReadonlyMap<string, Buffer>;

  constructor(keys: readonly [PayloadKey, ...PayloadKey[]]) {
    this.#first = keys[0];
    this.#keys = new Map(keys.map(({ id, secret }) => [id, secret]));
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => sealed(payload, this.#first)));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.#opened(payload)));
  }

  #opened(payload: Payload): Payload {
    const { encoding, keyId } = named(payload);
    if (encoding !== ENCODING) return payload;
    const secret = this.#keys.get(keyId);
    if (secret === undefined) {
      const message = `A payload in Temporal is encrypted with the key "${keyId}": TIDEGATE_PAYLOAD_KEYS must have it as long as histories do.`;
      throw new TidegateError('invalid_input', message);
    }
    return opened(Buffer.from(payload.data ?? []), { id: keyId, secret });
  }
}

/** What clients and workers of Temporal are made with; nothing where there is no key. */
export function payloadConversion(keys: readonly PayloadKey[]): { readonly dataConverter?: DataConverter } {
  const [first, ...others] = keys;
  return first === undefined ? {} : { dataConverter: { payloadCodecs: [new PayloadEncryption([first, ...others])] } };
}

function sealed(payload: Payload, { id, secret }: PayloadKey): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secret, nonce).setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(packed(payload)), cipher.final()]);
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      'encryption-cipher': Buffer.from(CIPHER),
      'encryption-key-id': Buffer.from(id),
    },
    data: Buffer.concat([nonce, cipher.getAuthTag(), body]),
  };
}

function opened(data: Buffer, { id, secret }: PayloadKey): Payload {
  const nonce = data.subarray(0, NONCE_BYTES);
  const tag = data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(id)).setAuthTag(tag);
    return unpacked(Buffer.concat([decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]));
  } catch (cause) {
    const message = `A payload in Temporal is not what was encrypted with the key "${id}": it was changed, or the key is another.`;
    throw new TidegateError('invalid_input', message, { cause });
  }
}

function named({ metadata }: Payload): { readonly encoding: string; readonly keyId: string } {
  const text = (name: string): string => Buffer.from(metadata?.[name] ?? []).toString();
  return { encoding: text('encoding'), keyId: text('encryption-key-id') };
}

/** The length of the metadata, the metadata as JSON with values in base64, the data. */
function packed({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data ?? Buffer.alloc(0)]);
}

function unpacked(bytes: Buffer): Payload {
  const end = LENGTH_BYTES + bytes.readUInt32BE(0);
  const head = JSON.parse(bytes.subarray(LENGTH_BYTES, end).toString()) as Record<string, string>;
  const entries = Object.entries(head).map(([name, value]) => [name, Buffer.from(value, 'base64')] as const);
  return { metadata: Object.fromEntries(entries), data: bytes.subarray(end) };
}
