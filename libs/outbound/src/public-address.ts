import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;

/** RFC 6052: the prefix that a NAT64 gateway puts before an IPv4 address. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
/** IANA assigns global unicast addresses from this range only. All others are special or unassigned. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
/** Azure's DHCP and metadata service of the machine itself, although the address is a public one. */
const AZURE_HOST = '168.63.129.16';

/**
 * Whether an address belongs to the public internet. Addresses that are private, loopback, link-local (such as the
 * metadata services of clouds), shared by carriers, multicast, unspecified or reserved do not. IPv4 wrapped in IPv6
 * (mapped, NAT64) counts as the IPv4 address. Tunnels that embed an IPv4 address (6to4, Teredo) never count as public.
 * @param address text of an IPv4 or IPv6 address; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = unwrapped(ipaddr.parse(address));
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' ? parsed.toString() !== AZURE_HOST : parsed.match(GLOBAL_UNICAST);
}

/** The canonical spelling of an address, IPv4-mapped IPv6 as IPv4. Undefined if the text is not an address. */
export function canonicalAddress(address: string): string | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : undefined;
}

function unwrapped(address: Address): Address {
  const plain = ipaddr.process(address.toString());
  if (plain.kind() === 'ipv4' || !plain.match(NAT64)) return plain;
  return ipaddr.fromByteArray(plain.toByteArray().slice(-4));
}
