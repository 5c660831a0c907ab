import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { SocksClient } from 'socks';

/** Schemes of proxies, with their usual ports. */
const PORTS = { 'http:': 80, 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 } as const;
type Scheme = keyof typeof PORTS;

/** How long a proxy may take until it has connected, ms. */
const ANSWER_MS = 20_000;
/** The longest URL of a proxy, in characters. */
export const LONGEST_PROXY_URL = 1024;
/** SOCKS has one byte for the length of a name or password (RFC 1929). */
const LONGEST_CREDENTIAL_BYTES = 255;
/** What is shown in place of a user name or password. */
const MASK = '***';

/** Why a proxy made no connection. */
export type ProxyReason = 'proxy_unreachable' | 'proxy_refused';

const TEXTS: Record<ProxyReason, string> = {
  proxy_unreachable: 'the proxy cannot be reached, or does not answer in time',
  proxy_refused: 'the proxy refuses the login or the connection',
};

/** A proxy made no connection. Contains neither its address nor its password. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly code: string;

  constructor(readonly reason: ProxyReason) {
    super(TEXTS[reason]);
    this.code = `ERR_${reason.toUpperCase()}`;
  }
}

/** What is wrong with the URL of a proxy; undefined if it is valid. */
export function proxyFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_PROXY_URL || !URL.canParse(value))
    return `must be a URL of at most ${LONGEST_PROXY_URL} characters`;
  if (/[\s\p{Cc}]/u.test(value)) return 'must not contain spaces or control characters';
  const url = new URL(value);
  if (!isScheme(url.protocol)) return 'must be an http, https, socks5 or socks5h URL';
  if (url.hostname === '') return 'must name a host';
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    return 'must not contain a path, a query or a fragment';
  return credentialFault(url.username) ?? credentialFault(url.password);
}

function credentialFault(encoded: string): string | undefined {
  const plain = decoded(encoded);
  if (plain === undefined) return 'must contain the user name and password percent-encoded';
  return Buffer.byteLength(plain) > LONGEST_CREDENTIAL_BYTES
    ? `must not contain a user name or password of more than ${LONGEST_CREDENTIAL_BYTES} bytes`
    : undefined;
}

/** The URL of a proxy as it may be shown: without user name and password. */
export function maskedProxy(text: string): string {
  const { protocol, host, username, password } = new URL(text);
  const login = username === '' && password === '' ? '' : `${MASK}:${MASK}@`;
  return `${protocol}//${login}${host}`;
}

/**
 * A proxy through which TCP connections are made. Names of destinations are resolved by the proxy, so that no name server learns
 * them from this host.
 */
export class Proxy {
  private readonly scheme: Scheme;
  private readonly host: string;
  private readonly port: number;
  private readonly user: string;
  private readonly password: string;

  /** @param text a URL without {@link proxyFault} @throws Error for any other text */
  constructor(text: string) {
    const fault = proxyFault(text);
    const url = new URL(fault === undefined ? text : 'invalid:');
    if (fault !== undefined || !isScheme(url.protocol)) throw new Error('the URL of a proxy is invalid');
    this.scheme = url.protocol;
    this.host = bare(url.hostname);
    this.port = url.port === '' ? PORTS[this.scheme] : Number(url.port);
    this.user = decoded(url.username) ?? '';
    this.password = decoded(url.password) ?? '';
  }

  /**
   * Connects to a host through the proxy.
   * @throws ProxyFailure
   */
  async connect(host: string, port: number): Promise<Socket> {
    const isSocks = this.scheme === 'socks5:' || this.scheme === 'socks5h:';
    return isSocks ? this.connectBySocks(bare(host), port) : this.connectByHttp(bare(host), port);
  }

  private async connectByHttp(host: string, port: number): Promise<Socket> {
    const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const login = Buffer.from(`${this.user}:${this.password}`).toString('base64');
    const hasLogin = this.user !== '' || this.password !== '';
    const request = this.scheme === 'https:' ? requestByHttps : requestByHttp;
    return new Promise((resolve, reject) => {
      const asking = request({
        host: this.host,
        port: this.port,
        method: 'CONNECT',
        path: target,
        headers: { Host: target, ...(hasLogin && { 'Proxy-Authorization': `Basic ${login}` }) },
        agent: false,
        timeout: ANSWER_MS,
      });
      asking.once('connect', ({ statusCode }, socket, head) => {
        if (statusCode !== 200) {
          socket.destroy();
          reject(new ProxyFailure('proxy_refused'));
          return;
        }
        socket.setTimeout(0);
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      asking.once('response', (answer) => {
        answer.destroy();
        reject(new ProxyFailure('proxy_refused'));
      });
      asking.once('timeout', () => asking.destroy());
      asking.on('error', () => reject(new ProxyFailure('proxy_unreachable')));
      asking.once('close', () => reject(new ProxyFailure('proxy_unreachable')));
      asking.end();
    });
  }

  private async connectBySocks(host: string, port: number): Promise<Socket> {
    const existing = await this.reach();
    try {
      const { socket } = await SocksClient.createConnection({
        proxy: {
          host: this.host,
          port: this.port,
          type: 5,
          ...((this.user !== '' || this.password !== '') && {
            userId: this.user,
            password: this.password,
          }),
        },
        command: 'connect',
        destination: { host, port },
        timeout: ANSWER_MS,
        existing_socket: existing,
      });
      return socket;
    } catch {
      // The library's errors carry the password.
      existing.destroy();
      throw new ProxyFailure('proxy_refused');
    }
  }

  /** Connects to the proxy itself. */
  private async reach(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.host, port: this.port, timeout: ANSWER_MS });
      const fail = () => {
        socket.destroy();
        reject(new ProxyFailure('proxy_unreachable'));
      };
      socket.once('error', fail);
      socket.once('timeout', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        socket.off('timeout', fail);
        socket.setTimeout(0);
        resolve(socket);
      });
    });
  }
}

function isScheme(protocol: string): protocol is Scheme {
  return Object.hasOwn(PORTS, protocol);
}

/** A host without the brackets of IPv6. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
