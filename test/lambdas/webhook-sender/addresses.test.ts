import { describe, expect, it } from 'vitest';
import { isLoopback, isPublic } from '../../../lambdas/webhook-sender/addresses.ts';

describe('an address', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
  ])('is public: %s', (address) => {
    expect(isPublic(address)).toBe(true);
    expect(isLoopback(address)).toBe(false);
  });

  it.each([
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['a private network', '10.0.0.1'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.1.1'],
    ['a carrier’s network', '100.64.0.1'],
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['the metadata of an instance', '169.254.169.254'],
    ['the credentials of a container', '169.254.170.2'],
    ['protocol assignments', '192.0.0.192'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['relays', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['the future', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['nothing', '::'],
    ['this machine', '::1'],
    ['IPv4 that is mapped', '::ffff:127.0.0.1'],
    ['IPv4 that is mapped', '::ffff:a00:1'],
    ['IPv4 that is mapped', '::ffff:169.254.169.254'],
    ['IPv4 that is compatible', '::127.0.0.1'],
    ['IPv4 that is compatible', '::8.8.8.8'],
    ['IPv4 that is translated', '::ffff:0:10.0.0.1'],
    ['NAT64', '64:ff9b::10.0.0.1'],
    ['NAT64', '64:ff9b::8.8.8.8'],
    ['NAT64 of a network', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['unique local', 'fc00::1'],
    ['the metadata of an instance', 'fd00:ec2::254'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['segment routing', '5f00::1'],
    ['discarding', '100::1'],
    ['nobody', '4000::1'],
    ['decimal spelling', '2130706433'],
    ['octal spelling', '0177.0.0.1'],
    ['hexadecimal spelling', '0x7f000001'],
    ['short spelling', '127.1'],
    ['a name', 'localhost'],
    ['no text', ''],
  ])('is not public, of %s: %s', (_, address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('is of this machine: %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '169.254.169.254',
    '10.0.0.1',
    '::',
    '::127.0.0.1',
    'fe80::1',
    '127.1',
    '0177.0.0.1',
    '8.8.8.8',
  ])('is not of this machine: %s', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
