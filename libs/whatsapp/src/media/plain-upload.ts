import { createReadStream } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { type Agent, request } from 'node:https';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { isJson, readJson, textIn } from '../codec/json.js';

/** The largest answer of a media server that is read, in bytes. */
const LARGEST_ANSWER_BYTES = 64 * 1024;

/** Where a media server has a file that is not encrypted. */
export interface PlainUpload {
  url?: string;
  directPath: string;
  /** Names the upload in the stanza of the post. */
  handle?: string;
}

/** Settings of an upload. */
interface Upload {
  agent?: Agent;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Uploads a file as it is, as channels have it, to the first media server that accepts it.
 * @param urls on WhatsApp's media servers
 * @throws Error if none of them accepts it
 */
export async function uploadPlain(
  path: string,
  urls: readonly string[],
  upload: Upload,
): Promise<PlainUpload> {
  let failure: unknown = new Error('WhatsApp names no media server');
  for (const url of urls) {
    upload.signal.throwIfAborted();
    try {
      return await post(path, url, upload);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function post(path: string, url: string, { agent, signal }: Upload): Promise<PlainUpload> {
  const headers = {
    'Content-Type': 'application/octet-stream',
    // Both Baileys `uploadWithNodeHttp` and whatsmeow `rawUpload` send it.
    'Content-Length': (await stat(path)).size,
    Origin: 'https://web.whatsapp.com',
  };
  const posting = request(url, { method: 'POST', agent, headers, signal });
  const answered = new Promise<string>((resolve, reject) => {
    // A second error after the first must not end the process.
    posting.on('error', reject);
    posting.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > LARGEST_ANSWER_BYTES) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`the media server answered ${response.statusCode}`));
      });
    });
  });
  const sending = pipeline(createReadStream(path), posting);
  const json = readJson(await answerOf(posting, answered, sending));
  const directPath = textIn(json, 'direct_path');
  if (!isJson(json) || directPath === undefined) throw new Error('the media server names no path');
  return { url: textIn(json, 'url'), directPath, handle: textIn(json, 'handle') };
}

/** The answer to an upload. After a failure the file is no longer being read. */
async function answerOf(
  posting: ClientRequest,
  answered: Promise<string>,
  sending: Promise<void>,
): Promise<string> {
  try {
    // A server that refuses may answer before it has read the file.
    const [answer] = await Promise.all([answered, sending]);
    return answer;
  } catch (error) {
    posting.destroy();
    await sending.catch(() => undefined);
    throw error;
  }
}
