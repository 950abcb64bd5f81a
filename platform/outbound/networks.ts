import { BlockList, isIP } from 'node:net';
import { TidegateError } from '../../core/errors.ts';

/** Which addresses connections may go to that a configuration, and not this code, asks for. */
export interface Networks {
  /** Why no connection may go to the address; `undefined` where one may. */
  refusalOf(address: string): string | undefined;
}

interface Network {
  readonly address: string;
  readonly prefix: number;
}

/*
 * What is special about addresses is in IANA's registries (RFC 6890), and in the papers of clouds: from some addresses
 * any process of a machine gets the credentials of the machine.
 */
const NEVER = [
  '0.0.0.0/8',
  '169.254.0.0/16', // link-local; the metadata of nearly all clouds
  '100.100.100.200/32', // Alibaba Cloud's metadata
  '168.63.129.16/32', // Azure's host
  '192.0.0.192/32', // Oracle Cloud's metadata
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;
const NEVER_V6 = [
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::/32', // AWS's metadata
  'fd20:ce::/32', // Google Cloud's metadata
  'fd00:42::/32', // Scaleway's metadata
] as const;
const LOOPBACK = ['127.0.0.0/8'] as const;
const LOOPBACK_V6 = ['::1/128'] as const;
const PRIVATE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
] as const;
const PRIVATE_V6 = ['fc00::/7'] as const;

const never = listOf([...NEVER.flatMap(withTranslated), ...NEVER_V6]);
const loopback = listOf([...LOOPBACK.flatMap(withTranslated), ...LOOPBACK_V6]);
const internal = listOf([...PRIVATE.flatMap(withTranslated), ...PRIVATE_V6]);

/**
 * Public addresses, and what `allowed` names besides: `loopback`, `private`, or networks such as `10.20.0.0/16`. Addresses
 * that give away a machine's credentials are in no network that can be allowed.
 * @throws TidegateError `invalid_input` at a word that is none of these
 */
export function networksOf(allowed: readonly string[]): Networks {
  const named = new BlockList();
  for (const word of allowed) {
    if (word === 'loopback' || word === 'private') continue;
    const network = parseNetwork(word);
    if (network === undefined) throw new TidegateError('invalid_input', wrongWord(word));
    addTo(named, network);
  }
  const [loopbackToo, privateToo] = [allowed.includes('loopback'), allowed.includes('private')];
  return {
    refusalOf(address) {
      const family = isIP(address);
      if (family === 0) return `${address} is no address`;
      const within = (list: BlockList): boolean => list.check(address, family === 4 ? 'ipv4' : 'ipv6');
      if (within(never)) return `${address} is link-local, multicast or a cloud's metadata: no call goes there`;
      if (within(named)) return undefined;
      if (within(loopback) && !loopbackToo)
        return `${address} is this machine: TIDEGATE_OUTBOUND_NETWORKS must name it`;
      if (within(internal) && !privateToo)
        return `${address} is in a private network: TIDEGATE_OUTBOUND_NETWORKS must name it`;
      return undefined;
    },
  };
}

function wrongWord(word: string): string {
  return `TIDEGATE_OUTBOUND_NETWORKS takes public, loopback, private and networks such as 10.20.0.0/16, separated by commas, not "${word}".`;
}

function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits ?? String(longest))) return undefined;
  const prefix = Number(bits ?? longest);
  return prefix > longest ? undefined : { address, prefix };
}

function listOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const network = parseNetwork(text);
    if (network === undefined) throw new RangeError(`${text} is no network`);
    addTo(list, network);
  }
  return list;
}

/** A list finds addresses of IPv4 under their IPv6 spelling (`::ffff:`) by itself. */
function addTo(list: BlockList, { address, prefix }: Network): void {
  list.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** An IPv4 network, and where IPv6 reaches it through translation: NAT64 (RFC 6052), 6to4 (RFC 3056). */
function withTranslated(text: string): readonly string[] {
  const { address, prefix } = parseNetwork(text) ?? { address: '', prefix: 0 };
  const bytes = address.split('.').map(Number);
  const half = (index: number): string => (((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16);
  const [high, low] = [half(0), half(2)];
  return [text, `64:ff9b::${high}:${low}/${96 + prefix}`, `2002:${high}:${low}::/${16 + prefix}`];
}
