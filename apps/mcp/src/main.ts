import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { VERSION } from '#libs/config';
import { createMcpServer } from '#libs/mcp';
import { sealConsole } from '#libs/observability';
import { Miaw } from '../../../packages/client/src/index.js';
import { type Settings, settingsFrom, USAGE } from './settings.js';

/** Standard output belongs to the protocol; everything else goes to standard error. */
async function main(): Promise<void> {
  sealConsole();
  const settings = settingsFrom(process.env);
  if (process.argv.length > 2 || 'faults' in settings) {
    const faults = 'faults' in settings ? settings.faults : ['there are no arguments'];
    process.stderr.write(`${faults.join('\n')}\n\n${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const hide = (text: string) => text.replaceAll(settings.apiKey, '[key]');
  try {
    await serve(settings, hide);
  } catch (error) {
    process.stderr.write(`${hide(`the MCP server cannot start: ${String(error)}`)}\n`);
    process.exitCode = 1;
  }
}

async function serve({ url, apiKey, ...rest }: Settings, hide: (text: string) => string): Promise<void> {
  const miaw = new Miaw({ baseUrl: url, apiKey });
  const { scopes } = await miaw.keys.getOwnKey();
  const server = createMcpServer({ miaw, scopes: new Set(scopes), version: VERSION, hide, ...rest });
  await server.connect(new StdioServerTransport());
  // The client ends the program by closing its input.
  process.stdin.once('end', () => void server.close());
}

await main();
