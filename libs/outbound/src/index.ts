export { boundedFetch, type FetchBounds } from './bounded-fetch.js';
export { connectionFault } from './connection-fault.js';
export { AddressGuard, type AddressGuardOptions, type UrlCheck } from './address-guard.js';
export { type ProxiedAgents, proxiedAgents } from './proxied-agents.js';
export {
  LONGEST_PROXY_URL,
  maskedProxy,
  Proxy,
  ProxyFailure,
  proxyFault,
  type ProxyReason,
} from './proxy.js';
export { type GuardedAgents, guardedAgents } from './agents.js';
export { type Download, download, type DownloadOptions } from './download.js';
export { DownloadFailure, type DownloadReason } from './download-failure.js';
export { safeFileName } from './file-name.js';
export { writePrivateFile } from './private-file.js';
export { OutboundRefused, type RefusalReason } from './refusal.js';
export { transport } from './transport.js';
export type { TimeLimits } from './time-limit.js';
