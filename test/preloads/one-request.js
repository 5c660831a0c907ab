/** Loaded before the server: each connection carries one request, so that a balancer of connections balances requests. */
import { Server } from 'node:http';

const listen = Reflect.get(Server.prototype, 'listen');
Server.prototype.listen = function (...parameters) {
  this.maxRequestsPerSocket = 1;
  return listen.apply(this, parameters);
};
