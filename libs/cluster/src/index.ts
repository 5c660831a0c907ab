export { Cluster, type ClusterParts } from './cluster.js';
export type { Gain, Holdings, HoldingsListener, Loss } from './holdings.js';
export { Single } from './single.js';
