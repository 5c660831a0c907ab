import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { ApiError, type InstanceClient, type Miaw, MiawError } from '../../../packages/client/src/index.js';
import type { AllowedChats } from './chats.js';

/** What tools share. */
export interface Surroundings {
  server: McpServer;
  /** Calls the API with the key of the caller. */
  miaw: Miaw;
  /** What the key may do. */
  scopes: ReadonlySet<string>;
  chats: AllowedChats;
  /** Whether nothing is sent without a confirmation. */
  approval: boolean;
  /** Takes the key out of a text. */
  hide: (text: string) => string;
}

/** A request that is not passed on to the API. The text is for the model. */
export class Refusal extends Error {}

/** Which instance a tool is about. */
export const INSTANCE = z
  .string()
  .max(64)
  .optional()
  .describe('Id of the instance (the WhatsApp account). May be omitted if there is only one.');

export const CHAT = z
  .string()
  .min(1)
  .max(128)
  .describe('A phone number with country code, or the `chat` of a chat or message, such as a group.');

export const PAGE = {
  limit: z.number().int().min(1).max(100).default(20).describe('Largest number of entries.'),
  cursor: z.string().max(4096).optional().describe('`nextCursor` of the previous page.'),
};

/** Reads and changes nothing. */
export const READING = { readOnlyHint: true, openWorldHint: true };
/** Has its effect once, however often it is called. */
export const SENDING = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

/** The id of the instance that a tool is about. @throws Refusal if it is not clear which */
export async function instanceIdFor({ miaw }: Surroundings, instance?: string): Promise<string> {
  if (instance !== undefined) return instance;
  const ids = (await miaw.instances.listInstances()).map(({ instanceId }) => instanceId);
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return only;
  throw new Refusal(
    ids.length === 0 ? 'there is no instance' : `\`instance\` must be one of: ${ids.join(', ')}`,
  );
}

/** The instance that a tool is about. @throws Refusal if it is not clear which */
export async function instanceFor(surroundings: Surroundings, instance?: string): Promise<InstanceClient> {
  return surroundings.miaw.instance(await instanceIdFor(surroundings, instance));
}

/** @throws Refusal if a chat is not on the list */
export function mustAllow({ chats }: Surroundings, chat: string): void {
  if (!chats.has(chat)) throw new Refusal(`the chat ${chat} is not among those that may be used here`);
}

/** Runs a tool. @returns its result as JSON, or what went wrong, both without the key */
export async function answer({ hide }: Surroundings, run: () => Promise<object>): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: hide(JSON.stringify(await run())) }] };
  } catch (error) {
    return { isError: true, content: [{ type: 'text', text: hide(reasonOf(error)) }] };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) {
    const faults = error.fields.map(({ field, reason }) => `${field} ${reason}`);
    const outcome = error.outcome === 'unknown' ? ['it may have been sent: call again to find out'] : [];
    return [`${error.code}: ${error.message}`, ...faults, ...outcome].join('; ');
  }
  if (error instanceof Refusal || error instanceof MiawError) return error.message;
  throw error;
}
