import type { INodeProperties } from 'n8n-workflow';

/** The instance that a node works with: chosen from a list, or by its id. */
export const INSTANCE = {
  displayName: 'Instance',
  name: 'instanceId',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  description: 'The WhatsApp account to use',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod: 'searchInstances', searchable: true },
    },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'my-bot-1' },
  ],
} satisfies INodeProperties;
