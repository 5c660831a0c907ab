import { MetadataPairs } from '../../common/metadata.field.js';

export class ListInstancesQuery {
  /**
   * Return only instances whose metadata has this value under this key: `customer:42`. Repeat the parameter to ask for several
   * at once.
   */
  @MetadataPairs()
  metadata?: string | string[];
}
