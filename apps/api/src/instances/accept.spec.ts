import { preferred } from './accept.js';

const OFFERS = ['application/json', 'image/png', 'image/svg+xml', 'text/plain'] as const;

describe('content negotiation', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['image/png', 'image/png'],
    ['image/*', 'image/png'],
    ['image/svg+xml, image/png;q=0.5', 'image/svg+xml'],
    ['TEXT/PLAIN', 'text/plain'],
    ['text/html,application/xhtml+xml,image/avif,*/*;q=0.8', 'application/json'],
    ['application/json;q=0.1, text/plain;q=0.2', 'text/plain'],
    ['application/json;q=0, */*', 'image/png'],
    ['image/png;q=nonsense', undefined],
    ['video/mp4', undefined],
  ])('answers %p with %p', (accept, type) => {
    expect(preferred(accept, OFFERS)).toBe(type);
  });
});
