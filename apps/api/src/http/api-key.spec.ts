import { ApiKey } from './api-key.js';

describe('the API key', () => {
  const key = new ApiKey('s3cret');

  it.each([
    ['a bearer token', { authorization: 'Bearer s3cret' }],
    ['a bearer token in other letters', { authorization: 'bearer  s3cret' }],
    ['X-API-Key', { 'x-api-key': 's3cret' }],
    ['X-API-Key beside a foreign Authorization', { authorization: 'Basic eDp5', 'x-api-key': 's3cret' }],
  ])('is taken as %s', (_name, headers) => {
    expect(key.admits(headers)).toBe(true);
  });

  it.each([
    ['nothing', {}],
    ['an empty key', { 'x-api-key': '' }],
    ['a beginning of it', { 'x-api-key': 's3cre' }],
    ['more than it', { 'x-api-key': 's3cret ' }],
    ['a key in bytes beyond ASCII', { 'x-api-key': 's3cr\u00e9t' }],
    ['another scheme', { authorization: 'Basic s3cret' }],
    ['a bare Authorization', { authorization: 's3cret' }],
    ['several keys', { 'x-api-key': ['s3cret', 's3cret'] }],
  ])('is not %s', (_name, headers) => {
    expect(key.admits(headers)).toBe(false);
  });
});
