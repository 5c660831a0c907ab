import type { StreamableFile } from '@nestjs/common';
import { attachment } from './attachment.js';
import type { MediaSpool } from './media-spool.js';
import { BINARY } from './media-type.js';
import { sampleOf, sniff } from './sniff.js';

/**
 * Answers with a picture.
 * @param fetch writes it to a path, and resolves with its size in bytes
 */
export function pictureAnswer(
  spool: MediaSpool,
  fetch: (path: string) => Promise<number>,
): Promise<StreamableFile> {
  return spool.answer(async (path) => {
    const length = await fetch(path);
    const { type } = await sniff(await sampleOf(path));
    const image = type?.mime.startsWith('image/') ? type : undefined;
    return {
      type: image?.mime ?? BINARY,
      length,
      disposition: attachment(`picture.${image?.extension ?? 'bin'}`),
    };
  });
}
