// miaw-core 1.9.1 was published with two folders of somebody's session files, credentials included.
// They are of no use to anyone here and must not reach an image or a backup.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'miaw-core');
for (const folder of ['sessions-cli', 'test-sessions-manual']) {
  rmSync(join(root, folder), { recursive: true, force: true });
}
