import type { Context, Sides } from '../outputs/output';
import { channels } from './paper';
import { recorded, type Part, type Step } from './recorder';

/** Points (1/72 inch) in a pixel (1/96 inch). */
const POINT = 0.75;
/** How far the handles of a quarter circle are from its ends, in radii. */
const HANDLE = 0.5523;
/** The fonts, which every viewer has; the text of others than Latin letters becomes a picture. */
const FONTS = ['Helvetica', 'Helvetica-Bold'];
const FAMILY = 'Helvetica, Arial, "Liberation Sans", sans-serif';
/** Pixels of such a picture for each pixel of the figure. */
const SHARP = 4;
/** Characters of Windows-1252 from 0x80; a space is none. */
const UPPER = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

type Picture = Extract<Part, { is: 'picture' }>;
type Text = Extract<Part, { is: 'text' }>;

/** What is drawn on a canvas as a PDF of one page: vectors and real text, on white. */
export async function pdf(sides: Sides, draw: (context: Context) => void, title: string): Promise<Blob> {
  const page = new Page();
  for (const part of recorded(draw)) page.add(part);
  const [width, height] = [POINT * sides.width, POINT * sides.height].map(number) as [string, string];
  const content = await deflated(`${POINT} 0 0 ${-POINT} 0 ${height} cm\n${page.content.join('\n')}`);
  const file = new File();
  const fonts = FONTS.map((name) =>
    file.add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`),
  );
  const pictures: number[] = [];
  for (const { canvas } of page.pictures) pictures.push(await addPicture(file, canvas));
  const states = [...page.opacities].map(([opacity, name]) => `/${name} << /ca ${opacity} /CA ${opacity} >>`);
  const contents = file.add(`<< /Filter /FlateDecode /Length ${content.length} >>`, content);
  const pages = file.next + 1;
  const only = file.add(
    `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${contents} 0 R /Resources << ` +
      `/Font << ${fonts.map((id, i) => `/F${i} ${id} 0 R`).join(' ')} >> /ExtGState << ${states.join(' ')} >> ` +
      `/XObject << ${pictures.map((id, i) => `/I${i} ${id} 0 R`).join(' ')} >> >> >>`,
  );
  file.add(`<< /Type /Pages /Kids [${only} 0 R] /Count 1 >>`);
  const root = file.add(`<< /Type /Catalog /Pages ${pages} 0 R >>`);
  return file.finish(root, file.add(`<< /Title ${utf16(title)} /Producer (Latentwalk) >>`));
}

/** The operators of a page, and what they refer to. */
class Page {
  readonly content: string[] = [];
  readonly pictures: Picture[] = [];
  /** The names of the states of opacity. */
  readonly opacities = new Map<string, string>();

  add(part: Part): void {
    const opacity = number(part.opacity);
    if (!this.opacities.has(opacity)) this.opacities.set(opacity, `G${this.opacities.size}`);
    this.content.push('q', `/${this.opacities.get(opacity)} gs`, ...this.operators(part), 'Q');
  }

  private operators(part: Part): string[] {
    if (part.is === 'text') return this.text(part);
    if (part.is === 'picture') return [this.picture(part)];
    if (part.is === 'rectangle') {
      const sides = [part.x, part.y, part.width, part.height].map(number).join(' ');
      return [`${colour(part.fill)} rg`, `${sides} re f`];
    }
    const { fill, line } = part;
    const outline = part.steps.flatMap(step).join('\n');
    return line
      ? [`${colour(line.colour)} RG ${number(line.width)} w ${line.join === 'round' ? 1 : 0} j`, outline, 'S']
      : [`${colour(fill!)} rg`, outline, 'f'];
  }

  private text(part: Text): string[] {
    const bytes = latin(part.text);
    const pen = document.createElement('canvas').getContext('2d')!;
    pen.font = `${part.bold ? 'bold ' : ''}${part.size}px ${FAMILY}`;
    const { width } = pen.measureText(part.text);
    const x = part.x - { start: 0, middle: 0.5, end: 1 }[part.anchor] * width;
    if (!bytes) return [this.picture(lettering(part, x, width, pen.font))];
    return [
      `${colour(part.fill)} rg BT /F${+part.bold} ${number(part.size)} Tf`,
      `1 0 0 -1 ${number(x)} ${number(part.y)} Tm <${bytes}> Tj ET`,
    ];
  }

  private picture(part: Picture): string {
    this.pictures.push(part);
    const { x, y, width, height } = part;
    const place = [width, 0, 0, -height, x, y + height].map(number).join(' ');
    return `${place} cm /I${this.pictures.length - 1} Do`;
  }
}

/** The objects of a file, and its table of where they are. */
class File {
  private readonly pieces: (string | Uint8Array<ArrayBuffer>)[] = ['%PDF-1.4\n%\u00e2\u00e3\n'];
  private readonly offsets: number[] = [];
  private length = 0;

  constructor() {
    this.length = this.pieces[0]!.length;
  }

  /** The number of the next object. */
  get next(): number {
    return this.offsets.length + 1;
  }

  /** Adds an object, with a stream if it has one, and returns its number. */
  add(dictionary: string, stream?: Uint8Array<ArrayBuffer>): number {
    const id = this.next;
    this.offsets.push(this.length);
    this.push(`${id} 0 obj\n${dictionary}\n`);
    if (stream) for (const piece of ['stream\n', stream, '\nendstream\n']) this.push(piece);
    this.push('endobj\n');
    return id;
  }

  finish(root: number, info: number): Blob {
    const start = this.length;
    const rows = this.offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    this.push(`xref\n0 ${this.next}\n0000000000 65535 f \n${rows}`);
    this.push(`trailer\n<< /Size ${this.next} /Root ${root} 0 R /Info ${info} 0 R >>\nstartxref\n${start}\n%%EOF\n`);
    return new Blob(
      this.pieces.map((piece) => (typeof piece === 'string' ? bytesOf(piece) : piece)),
      { type: 'application/pdf' },
    );
  }

  private push(piece: string | Uint8Array<ArrayBuffer>): void {
    this.pieces.push(piece);
    this.length += piece.length;
  }
}

/** A text as a picture of its letters. */
function lettering(part: Text, x: number, width: number, font: string): Picture {
  const canvas = document.createElement('canvas');
  const height = 1.5 * part.size;
  canvas.width = Math.ceil(SHARP * Math.max(1, width));
  canvas.height = Math.ceil(SHARP * height);
  const pen = canvas.getContext('2d')!;
  pen.scale(SHARP, SHARP);
  pen.font = font;
  pen.fillStyle = part.fill;
  pen.fillText(part.text, 0, 1.1 * part.size);
  const y = part.y - 1.1 * part.size;
  const sides = { width: canvas.width / SHARP, height: canvas.height / SHARP };
  return { is: 'picture', canvas, x, y, ...sides, smooth: true, opacity: part.opacity };
}

/** Adds a picture and, where it is transparent, its mask. */
async function addPicture(file: File, canvas: HTMLCanvasElement): Promise<number> {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
  const [rgb, alpha] = [new Uint8Array(3 * width * height), new Uint8Array(width * height)];
  for (let i = 0; i < width * height; i++) {
    rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
    alpha[i] = data[4 * i + 3]!;
  }
  const image = async (bytes: Uint8Array<ArrayBuffer>, space: string, more = ''): Promise<number> => {
    const stream = await deflated(bytes);
    return file.add(
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /${space} ` +
        `/BitsPerComponent 8 /Filter /FlateDecode /Length ${stream.length}${more} >>`,
      stream,
    );
  };
  const mask = alpha.some((one) => one < 255) ? ` /SMask ${await image(alpha, 'DeviceGray')} 0 R` : '';
  return image(rgb, 'DeviceRGB', mask);
}

async function deflated(content: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function step(one: Step): string[] {
  if (one[0] === 'Z') return ['h'];
  if (one[0] !== 'O') return [`${number(one[1])} ${number(one[2])} ${one[0].toLowerCase()}`];
  const [, x, y, r] = one;
  const curve = (...places: number[]): string => `${places.map(number).join(' ')} c`;
  const h = HANDLE * r;
  return [
    `${number(x + r)} ${number(y)} m`,
    curve(x + r, y + h, x + h, y + r, x, y + r),
    curve(x - h, y + r, x - r, y + h, x - r, y),
    curve(x - r, y - h, x - h, y - r, x, y - r),
    curve(x + h, y - r, x + r, y - h, x + r, y),
    'h',
  ];
}

function colour(hex: string): string {
  return channels(hex).map(number).join(' ');
}

function number(value: number): string {
  return Number.isFinite(value) ? Number(value.toFixed(3)).toString() : '0';
}

/** The bytes of a text in Windows-1252, in hexadecimal; null if it has other characters. */
function latin(text: string): string | null {
  const codes = [...text].map((one) => {
    const code = one.codePointAt(0)!;
    if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code;
    const upper = one === ' ' ? -1 : UPPER.indexOf(one);
    return upper < 0 ? null : 0x80 + upper;
  });
  return codes.includes(null) ? null : codes.map((code) => code!.toString(16)).join('');
}

/** A text as a string object in UTF-16. */
function utf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0'));
  return `<feff${units.join('')}>`;
}

/** The low bytes of a text's characters. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}
