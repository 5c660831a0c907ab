import QRCode from 'qrcode';
import sharp from 'sharp';

/** Light modules around every code (ISO/IEC 18004 asks for four). */
const QUIET = 4;

/** The dark and light modules of a text's code, a line of `#` and `.` for each row, with nothing around. */
export function modulesOf(text: string): string {
  const { data, size } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
  return rows(size, (row, column) => data[row * size + column] === 1);
}

/** What a PNG or an SVG of a code shows. */
export async function modulesOfImage(image: Buffer, size: number): Promise<string> {
  const { data, info } = await sharp(image, { density: 600 })
    .flatten({ background: 'white' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const step = info.width / (size + 2 * QUIET);
  const at = (module: number): number => Math.floor((module + QUIET + 0.5) * step);
  return rows(
    size,
    (row, column) => (data[(at(row) * info.width + at(column)) * info.channels] ?? 255) < 128,
  );
}

/** What block characters of a code show: two modules, one above the other, in each. */
export function modulesOfBlocks(blocks: string, size: number): string {
  const lines = blocks.split('\n').filter((line) => line !== '');
  const quiet = Math.round(((lines[0]?.length ?? size) - size) / 2);
  return rows(size, (row, column) => {
    const line = lines[Math.floor((row + quiet) / 2)] ?? '';
    const block = line[column + quiet] ?? ' ';
    return block === '█' || block === ((row + quiet) % 2 === 0 ? '▀' : '▄');
  });
}

/** Modules along one side. */
export function sizeOf(modules: string): number {
  return modules.split('\n').length;
}

function rows(size: number, dark: (row: number, column: number) => boolean): string {
  const each = Array.from({ length: size }, (_, index) => index);
  return each.map((row) => each.map((column) => (dark(row, column) ? '#' : '.')).join('')).join('\n');
}
