import { Document } from '../harness/document.js';

describe('the OpenAPI document', () => {
  const document = Document.read();

  it('describes every property', () => {
    expect(document.withoutDescription()).toEqual([]);
  });

  it('has an example of every success in JSON', () => {
    expect(document.withoutExample()).toEqual([]);
  });

  it('has no example that contradicts its schema', () => {
    expect(document.exampleFaults()).toEqual([]);
  });
});
