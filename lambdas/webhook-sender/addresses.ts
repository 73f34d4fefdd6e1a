import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What is handed out to whoever is on the Internet. What tunnels and translators embed IPv4 in lies outside of it. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is of the Internet, and neither of a network of somebody's own, nor of a machine's own services. An
 * IPv4 address in IPv6's spelling is judged as what it is.
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublic(address: string): boolean {
  const parsed = parse(address);
  if (parsed?.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}

export function isLoopback(address: string): boolean {
  return parse(address)?.range() === 'loopback';
}

/**
 * In one of the two usual spellings alone: what else the library reads, others read otherwise. IPv6 as URLs spell it, since
 * the library takes `::8.8.8.8` for a mapped address.
 */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (isIP(address) === 4) return ipaddr.IPv4.parse(address);
  const url = `http://[${address}]`;
  return URL.canParse(url) ? ipaddr.process(new URL(url).hostname.slice(1, -1)) : undefined;
}
