import { Document } from './document.js';
import { record } from './envelope.js';

const examples = Document.read().examples();

function fileOf(operation: string): string {
  const body = examples.find(({ id }) => id === operation)?.body;
  return String(record(body)['media']);
}

/** The files in the document's examples, as data: URIs. They are small, and can be sent. */
export const EXAMPLE_FILES = {
  image: fileOf('sendImage'),
  video: fileOf('sendVideo'),
  audio: fileOf('sendAudio'),
  document: fileOf('sendDocument'),
  sticker: fileOf('sendSticker'),
};

/** The bytes of a data: URI with base64. */
export function bytesOf(uri: string): Buffer {
  return Buffer.from(uri.split(',', 2)[1] ?? '', 'base64');
}
