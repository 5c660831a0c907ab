import { isChatAddress, type Variables } from '#libs/config';

/** How the program reaches the server, and what agents may do. */
export interface Settings {
  url: string;
  apiKey: string;
  approval: boolean;
  /** Undefined: all chats. */
  chats: string[] | undefined;
}

export const USAGE = `usage: MIAW_URL=http://localhost:3000 MIAW_API_KEY=… miaw-api mcp

Speaks the Model Context Protocol on standard input and output. Variables, all from the environment:
  MIAW_URL       address of the miaw-api server
  MIAW_API_KEY   the key, whose scopes determine the tools
  MCP_APPROVAL   true: nothing is sent before it is confirmed; default: false
  MCP_CHATS      the chats that may be used: phone numbers and JIDs, comma-separated; default: all`;

/** @returns the settings, or what is wrong with the variables; values are never repeated, because one of them is a secret */
export function settingsFrom(variables: Variables): Settings | { faults: string[] } {
  const given = (name: string) => variables[name]?.trim() || undefined;
  const [url, apiKey, approval = 'false', list] = [
    given('MIAW_URL'),
    given('MIAW_API_KEY'),
    given('MCP_APPROVAL'),
    given('MCP_CHATS'),
  ];
  const chats = list?.split(',').map((chat) => chat.trim());
  const faults = [
    ...(url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
      ? []
      : ['MIAW_URL must be an http or https URL']),
    ...(apiKey === undefined ? ['MIAW_API_KEY must be set'] : []),
    ...(approval === 'true' || approval === 'false' ? [] : ['MCP_APPROVAL must be true or false']),
    ...(chats?.every(isChatAddress) === false
      ? ['MCP_CHATS must be a comma-separated list of phone numbers with country code and JIDs']
      : []),
  ];
  if (faults.length > 0 || url === undefined || apiKey === undefined) return { faults };
  return { url, apiKey, approval: approval === 'true', chats };
}
