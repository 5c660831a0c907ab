export { Cluster, type ClusterParts } from './cluster.js';
export {
  type Gain,
  Holdings,
  type HoldingsListener,
  type Loss,
  type ServerState,
  type ServerView,
} from './holdings.js';
export { Single } from './single.js';
