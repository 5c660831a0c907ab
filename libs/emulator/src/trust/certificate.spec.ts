import { X509Certificate } from 'node:crypto';
import { request, createServer } from 'node:https';
import { issueLoopbackCertificate } from './certificate.js';

describe('the loopback certificate', () => {
  it('is a self-signed authority for 127.0.0.1', () => {
    const certificate = new X509Certificate(issueLoopbackCertificate().certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('lets a client that trusts it, among others of its kind, open a TLS connection', async () => {
    const { certificate, privateKey } = issueLoopbackCertificate();
    const ca = [issueLoopbackCertificate().certificate, certificate];
    const server = createServer({ cert: certificate, key: privateKey }, (_request, response) =>
      response.end('hello'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, ca, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });
    server.close();
    expect(status).toBe(200);
  });
});
