import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as resolveHost } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Lookups, type ResolveHost } from './lookups.js';
import { canonicalAddress, isPublicAddress } from './public-address.js';
import { OutboundRefused } from './refusal.js';

export interface AddressGuardOptions {
  /** In production only public and listed addresses are permitted; otherwise all are. */
  production: boolean;
  /** Host names and IP addresses that are always permitted. */
  allowedHosts: readonly string[];
  /** Default: the system's resolver. */
  resolve?: ResolveHost;
}

/** The result of checking a URL that is accepted. */
export interface UrlCheck {
  warnings: string[];
}

const RESERVED_NAME = /^(?:.+\.)?localhost$/;

/** Normalises a host: lower case, without brackets and trailing dot, one spelling per address. */
function canonicalHost(host: string): string {
  const bare = host
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
    .replace(/\.$/, '');
  return canonicalAddress(bare) ?? bare;
}

function familyOf(options: LookupOptions): 4 | 6 | undefined {
  if (options.family === 4 || options.family === 'IPv4') return 4;
  return options.family === 6 || options.family === 'IPv6' ? 6 : undefined;
}

/**
 * Decides which addresses the server may connect to at a caller's request: webhook targets and media URLs.
 *
 * A URL is checked when it is configured, and its address again at connect time, after DNS. The socket connects to the
 * very address that was checked, so a name that resolves differently a moment later gains nothing.
 */
export class AddressGuard {
  private readonly allowed: ReadonlySet<string>;
  private readonly lookups: Lookups;

  constructor(private readonly options: AddressGuardOptions) {
    this.allowed = new Set(options.allowedHosts.map(canonicalHost));
    this.lookups = new Lookups(options.resolve ?? ((hostname) => resolveHost(hostname, { all: true })));
  }

  /**
   * Checks a URL without a DNS lookup.
   * @throws OutboundRefused if the URL can never be permitted
   */
  checkUrl(text: string): UrlCheck {
    if (!URL.canParse(text)) throw new OutboundRefused('invalid_url');
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundRefused('scheme');
    if (url.username !== '' || url.password !== '') throw new OutboundRefused('credentials');
    const host = canonicalHost(url.hostname);
    const local = isIP(host) === 0 ? RESERVED_NAME.test(host) : !isPublicAddress(host);
    if (this.options.production && local && !this.allowed.has(host))
      throw new OutboundRefused('blocked_address');
    const exposed = this.options.production && url.protocol === 'http:';
    return {
      warnings: exposed ? ['the URL uses plain http: others can read and change what is sent'] : [],
    };
  }

  /**
   * Whether a socket may connect to an address.
   * @param host the name that the address was resolved from, or the address itself
   */
  permits(address: string, host: string): boolean {
    if (!this.options.production || isPublicAddress(address)) return true;
    return this.allowed.has(canonicalHost(host)) || this.allowed.has(canonicalHost(address));
  }

  /** For the `lookup` option of sockets and agents. Resolves to permitted addresses only. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    void this.answer(hostname, options, callback);
  };

  private async answer(
    hostname: string,
    options: LookupOptions,
    callback: Parameters<LookupFunction>[2],
  ): Promise<void> {
    let addresses: LookupAddress[];
    try {
      addresses = await this.permitted(hostname, familyOf(options));
    } catch (error) {
      callback(error instanceof Error ? error : new Error('the host name could not be looked up'), '');
      return;
    }
    const [first] = addresses;
    if (!first) callback(new OutboundRefused('blocked_address'), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  }

  private async permitted(hostname: string, family: 4 | 6 | undefined): Promise<LookupAddress[]> {
    const addresses = await this.lookups.of(hostname);
    return addresses.filter(
      (each) => (family === undefined || each.family === family) && this.permits(each.address, hostname),
    );
  }
}
