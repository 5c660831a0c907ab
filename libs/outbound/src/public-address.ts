import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;

/** RFC 6052: the prefix that a NAT64 gateway puts before an IPv4 address. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
/** IANA hands out global unicast from here only; everything else is special or unassigned. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
/** Azure answers there for the machine itself (DHCP, metadata), though the address is a public one. */
const AZURE_HOST = '168.63.129.16';

/**
 * Whether an address is one of the public internet: not private, loopback, link-local (the clouds' metadata
 * services among them), shared by carriers, multicast, unspecified or reserved. IPv4 wrapped in IPv6 (mapped,
 * NAT64) counts as the IPv4 address; tunnels that bury one deeper (6to4, Teredo) never count as public.
 * @param address IPv4 or IPv6 in text; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = unwrapped(ipaddr.parse(address));
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' ? parsed.toString() !== AZURE_HOST : parsed.match(GLOBAL_UNICAST);
}

/** One spelling per address, IPv4-mapped IPv6 as IPv4; undefined for what is not an address. */
export function canonicalAddress(address: string): string | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : undefined;
}

function unwrapped(address: Address): Address {
  const plain = ipaddr.process(address.toString());
  if (plain.kind() === 'ipv4' || !plain.match(NAT64)) return plain;
  return ipaddr.fromByteArray(plain.toByteArray().slice(-4));
}
