export { PostgresServer } from '../../libs/storage/src/testing/postgres-server.js';
