import jsQR from 'jsqr';
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

/** How a terminal shows text: foreground and background, from 0 (black) to 255 (white). */
interface Theme {
  foreground: number;
  background: number;
}

/** Pixels along a module. */
const SCALE = 6;
/** Cells of the terminal around the text. */
const ROOM = 3;
/** The sequence that sets colors. */
const ESCAPE = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);
/** Greys by their number among the 256 colors of a terminal. */
const GREYS: Record<string, number> = { 16: 0, 231: 255 };

/** What a scanner reads from text on the screen of a terminal; it does not try light on dark. Undefined: nothing. */
export function scannedFrom(text: string, theme: Theme): string | undefined {
  const lines = text.split('\n').map((line) => cellsOf(line, theme));
  const width = Math.max(...lines.map(({ length }) => length)) + 2 * ROOM;
  const rowsOfPixels = (lines.length + 2 * ROOM) * 2;
  const pixels = new Uint8ClampedArray(width * SCALE * rowsOfPixels * SCALE * 4).fill(255);
  for (let y = 0; y < rowsOfPixels * SCALE; y += 1)
    for (let x = 0; x < width * SCALE; x += 1) {
      const half = Math.floor(y / SCALE);
      const cell = lines[Math.floor(half / 2) - ROOM]?.[Math.floor(x / SCALE) - ROOM];
      const grey = cell?.[half % 2 === 0 ? 'upper' : 'lower'] ?? theme.background;
      pixels.fill(grey, (y * width * SCALE + x) * 4, (y * width * SCALE + x) * 4 + 3);
    }
  return jsQR.default(pixels, width * SCALE, rowsOfPixels * SCALE, { inversionAttempts: 'dontInvert' })?.data;
}

/** The greys of the halves of each character of a line, as the escape sequences and the theme make them. */
function cellsOf(line: string, theme: Theme): { upper: number; lower: number }[] {
  let { foreground, background } = theme;
  return line.split(ESCAPE).flatMap((part) => {
    const codes = ESCAPE.exec(part)?.[1];
    if (codes === undefined)
      return [...part].map((block) => ({
        upper: '█▀'.includes(block) ? foreground : background,
        lower: '█▄'.includes(block) ? foreground : background,
      }));
    const [, front] = /38;5;(\d+)/.exec(codes) ?? [];
    const [, back] = /48;5;(\d+)/.exec(codes) ?? [];
    foreground = front === undefined ? theme.foreground : (GREYS[front] ?? Number.NaN);
    background = back === undefined ? theme.background : (GREYS[back] ?? Number.NaN);
    return [];
  });
}

/** A text without its colors. */
export function colorless(text: string): string {
  return text.replaceAll(new RegExp(ESCAPE, 'g'), '');
}

/** What block characters of a code show: two modules, one above the other, in each. */
export function modulesOfBlocks(blocks: string, size: number): string {
  const lines = colorless(blocks)
    .split('\n')
    .filter((line) => line !== '');
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
