import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import { PASSKEY_OPTIONS, type PasskeyRequest, readPasskeyRequest, readRef } from '../../codec/passkey.js';
import { unusable } from '../../faults.js';
import { ask } from '../../wire/query.js';

// The five queries of a link by passkey, in the namespace `md`, to the server itself.

function leaf(tag: string, content: Uint8Array): BinaryNode {
  return { tag, attrs: {}, content };
}

async function get(socket: WASocket, tag: string): Promise<BinaryNode> {
  return ask(socket, { xmlns: 'md', type: 'get', content: [{ tag, attrs: {} }] });
}

async function set(socket: WASocket, node: BinaryNode): Promise<void> {
  await ask(socket, { xmlns: 'md', type: 'set', content: [node] });
}

/** @throws WhatsAppFault WHATSAPP_ERROR if the answer is unusable; as `ask` */
export async function fetchPasskeyRequest(socket: WASocket): Promise<PasskeyRequest> {
  const request = readPasskeyRequest(await get(socket, PASSKEY_OPTIONS));
  if (!request) throw unusable();
  return request;
}

/** @throws WhatsAppFault WHATSAPP_ERROR if the answer is unusable; as `ask` */
export async function fetchRef(socket: WASocket): Promise<string> {
  const ref = readRef(await get(socket, 'ref'));
  if (ref === undefined) throw unusable();
  return ref;
}

export async function sendPrologue(
  socket: WASocket,
  parts: { credentialId: Buffer; assertion: Buffer; payload: Buffer; proof: Buffer | undefined },
): Promise<void> {
  const content = [
    leaf('credential_id', parts.credentialId),
    leaf('webauthn_assertion', parts.assertion),
    leaf('prologue_payload', parts.payload),
    ...(parts.proof ? [leaf('pairing_handoff_proof', parts.proof)] : []),
  ];
  await set(socket, { tag: 'passkey_prologue', attrs: {}, content });
}

export async function sendNonce(socket: WASocket, nonce: Buffer): Promise<void> {
  await set(socket, leaf('companion_nonce', nonce));
}

export async function sendPairingRequest(socket: WASocket, sealed: Uint8Array): Promise<void> {
  await set(socket, leaf('encrypted_pairing_request', sealed));
}
