import { UploadPass } from './upload-pass.js';

describe('the auth of uploads', () => {
  it('tells whom it was issued to', () => {
    const passes = new UploadPass();
    expect(passes.phoneOf(passes.issue('15550001111'))).toBe('15550001111');
  });

  it('is worth nothing when it is missing, changed or of another server', () => {
    const passes = new UploadPass();
    const other = new UploadPass().issue('15550001111');
    const changed = Buffer.from(passes.issue('15550001111'), 'base64');
    changed.write('2', changed.length - 1);
    for (const pass of [null, '', 'x', other, changed.toString('base64')])
      expect(passes.phoneOf(pass)).toBeUndefined();
  });
});
