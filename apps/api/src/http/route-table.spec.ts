import { fastify } from 'fastify';
import { RouteTable } from './route-table.js';

describe('the route table', () => {
  const app = fastify();
  const routes = new RouteTable(app);
  app.get('/things/:id', async () => ({}));
  app.put('/things/:id', async () => ({}));
  app.get('/a.b', async () => ({}));
  app.get('/*', async () => ({}));

  it('knows the methods of a path', () => {
    expect(routes.methodsOf('/things/7?x=/y')).toEqual(['GET', 'HEAD', 'PUT']);
    expect(routes.methodsOf('/a.b')).toEqual(['GET', 'HEAD']);
  });

  it('knows nothing of other paths, whatever a catch-all would take', () => {
    expect(routes.methodsOf('/aXb')).toEqual([]);
    expect(routes.methodsOf('/things')).toEqual([]);
    expect(routes.methodsOf('/things/7/parts')).toEqual([]);
  });
});
