import { misspeltIn } from './misspelt.js';

const KNOWN = [
  'NODE_ENV',
  'WEBHOOK_TIMEOUT_MS',
  'WEBHOOK_URL',
  'API_KEY',
  'LOG_LEVEL',
  'MESSAGE_RETENTION_DAYS',
];

describe('variables that the server does not know', () => {
  it.each([
    ['WEBHOOK_TIMEOUT', 'WEBHOOK_TIMEOUT_MS'],
    ['WEBHOOK_TIMEUOT_MS', 'WEBHOOK_TIMEOUT_MS'],
    ['WEBHOOKS_URL', 'WEBHOOK_URL'],
    ['MESSAGES_RETENTION_DAYS', 'MESSAGE_RETENTION_DAYS'],
  ])('%s is taken for %s', (name, meant) => {
    expect(misspeltIn([name], KNOWN)).toEqual([{ name, meant }]);
  });

  it('are not mentioned if they are something else', () => {
    const others = [
      'PATH',
      'HOME',
      'OPENAI_API_KEY',
      'HOSTNAME',
      'NODE',
      'npm_config_registry',
      'DEBUG_LEVEL_X',
      ...KNOWN,
    ];
    expect(misspeltIn(others, KNOWN)).toEqual([]);
  });
});
