import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../platform/config.ts';
import { networksOf } from '../../../platform/outbound/networks.ts';
import { errorOf } from '../../support/error-of.ts';

const METADATA = [
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fe80::1',
];
const NOWHERE = ['0.0.0.0', '::', '224.0.0.1', '255.255.255.255', 'ff02::1'];
const LOOPBACK = ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'];
const PRIVATE = ['10.0.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fd12::1', '2002:a00:1::'];
const PUBLIC = ['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'];

const allowed = (networks: readonly string[], addresses: readonly string[]): string[] =>
  addresses.filter((address) => networksOf(networks).refusalOf(address) === undefined);

describe('where connections may go', () => {
  test('to public addresses alone, unless more is named', () => {
    expect(allowed([], PUBLIC)).toEqual(PUBLIC);
    expect(allowed([], [...METADATA, ...NOWHERE, ...LOOPBACK, ...PRIVATE])).toEqual([]);
    expect(allowed(['loopback'], [...LOOPBACK, ...PRIVATE])).toEqual(LOOPBACK);
    expect(allowed(['private'], [...LOOPBACK, ...PRIVATE])).toEqual(PRIVATE);
  });

  test('to a network that is named, and not to its neighbours', () => {
    expect(allowed(['10.20.0.0/16', 'fd12::/16'], ['10.20.0.1', '::ffff:10.20.0.1', '10.21.0.1', 'fd12::1'])).toEqual([
      '10.20.0.1',
      '::ffff:10.20.0.1',
      'fd12::1',
    ]);
  });

  test('never to what gives away the credentials of a machine, whatever is named and however it is spelled', () => {
    const everything = ['loopback', 'private', '0.0.0.0/0', '::/0'];
    const spelled = ['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1'];
    expect(allowed(everything, [...METADATA, ...NOWHERE, ...spelled])).toEqual([]);
    expect(allowed(everything, [...LOOPBACK, ...PRIVATE, ...PUBLIC])).toHaveLength(
      LOOPBACK.length + PRIVATE.length + PUBLIC.length,
    );
  });

  test('a name is no address', () => expect(networksOf(['loopback']).refusalOf('localhost')).toBeDefined());

  test.each(['10.0.0.0/33', '10.0.0/8', 'lan', '10.0.0.0/8/8', '10.0.0.0/x'])('%s is no network', (word) => {
    expect(errorOf(() => networksOf([word])).message).toContain(`not "${word}"`);
  });
});

test('a stack that only this machine reaches may call this machine, any other must be told to', () => {
  expect(readConfig({}).outboundNetworks).toEqual(['loopback']);
  expect(readConfig({ TIDEGATE_HOST: '0.0.0.0' }).outboundNetworks).toEqual([]);
  expect(readConfig({ TIDEGATE_OUTBOUND_NETWORKS: 'public' }).outboundNetworks).toEqual([]);
  expect(readConfig({ TIDEGATE_OUTBOUND_NETWORKS: 'loopback, 10.1.0.0/16' }).outboundNetworks).toEqual([
    'loopback',
    '10.1.0.0/16',
  ]);
  expect(errorOf(() => readConfig({ TIDEGATE_OUTBOUND_NETWORKS: 'lan' })).message).toMatch(/not "lan"\.$/);
});
