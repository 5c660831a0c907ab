// Writes the pictures of README.md, from those that the test of the console's screens has left: `npm run pictures`.
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';

const WIDTH = 1120;
const MOST_HEIGHT = 720;
const PICTURES = { deliveries: 'delivery-1280-light', phones: 'phones-1280-light' };

mkdirSync('docs/pictures', { recursive: true });
for (const [name, from] of Object.entries(PICTURES)) {
  const { data, info } = await sharp(`test/.pictures/${from}.png`)
    .resize({ width: WIDTH })
    .toBuffer({ resolveWithObject: true });
  await sharp(data)
    .extract({ left: 0, top: 0, width: WIDTH, height: Math.min(info.height, MOST_HEIGHT) })
    .png({ palette: true, colours: 48, effort: 10 })
    .toFile(`docs/pictures/${name}.png`);
}
