import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

/** Where the server is, and a key for it. */
export class MiawApi implements ICredentialType {
  name = 'miawApi';

  displayName = 'Miaw API';

  icon: Icon = { light: 'file:../icons/miaw.svg', dark: 'file:../icons/miaw.dark.svg' };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-miaw';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      required: true,
      default: 'http://localhost:3000',
      description: 'Address of your miaw-api server, without a path',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'A key of the server. Create one with the scopes that your workflows need.',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}', url: '/api/v1/key' },
  };
}
