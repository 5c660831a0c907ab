export { createMcpServer, type McpOptions } from './server.js';
