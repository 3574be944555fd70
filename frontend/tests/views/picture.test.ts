import { expect, test } from 'vitest';
import { placePicture } from '../../src/views/picture';
import { walked } from './world';

type Drawing = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;

async function file(width: number, height: number, drawing: Drawing): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  drawing(canvas.getContext('2d')!, width, height);
  return new File([await canvas.convertToBlob()], 'picture.png', { type: 'image/png' });
}

/** The image that a grey model receives, row by row. */
async function received(width: number, height: number, drawing: Drawing): Promise<{ rows: number[][]; said: string }> {
  const { explorer } = await walked();
  await placePicture(explorer, await file(width, height, drawing));
  const { sample } = explorer.placed!;
  const side = explorer.folder.output.sides.width;
  const rows = Array.from({ length: sample.length / side }, (_, y) => [...sample.slice(y * side, (y + 1) * side)]);
  return { rows, said: explorer.notices.current?.text ?? '' };
}

test.each([
  ['black', 'white'],
  ['white', 'black'],
])('%s ink on a transparent ground is laid on %s and arrives bright on black', async (ink, ground) => {
  const { rows, said } = await received(40, 40, (context) => {
    context.fillStyle = ink;
    context.fillRect(18, 8, 4, 24);
  });
  expect(Math.max(...rows.flat())).toBeGreaterThan(200);
  for (const row of [rows[0]!, rows.at(-1)!]) expect(Math.max(row[0]!, row.at(-1)!)).toBe(0);
  expect(said).toBe(`The picture is transparent; it was laid on ${ground}, which shows its ink.`);
});

test('an opaque picture of the model’s size is used as it is', async () => {
  const { explorer } = await walked();
  const { width, height } = explorer.folder.output.sides;
  const shade = (x: number, y: number): number => (x * 37 + y * 11) % 256;
  const { rows, said } = await received(width, height, (context) => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        context.fillStyle = `rgb(${shade(x, y)} ${shade(x, y)} ${shade(x, y)})`;
        context.fillRect(x, y, 1, 1);
      }
  });
  expect(rows).toEqual(rows.map((row, y) => row.map((_, x) => shade(x, y))));
  expect(said).toBe('');
});

test('a photograph fills the image, and is neither centred nor inverted', async () => {
  const { rows } = await received(60, 60, (context, width, height) => {
    const gradient = context.createLinearGradient(0, 0, width, 0);
    gradient.addColorStop(0, 'rgb(60 60 60)');
    gradient.addColorStop(1, 'rgb(250 250 250)');
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);
  });
  expect(rows[0]![0]).toBeLessThan(110);
  expect(rows[0]!.at(-1)).toBeGreaterThan(210);
  expect(rows.at(-1)![0]).toBeLessThan(110);
});

test('a dark drawing on plain white ground is inverted and centred', async () => {
  const { rows } = await received(60, 60, (context) => {
    context.fillStyle = 'white';
    context.fillRect(0, 0, 60, 60);
    context.fillStyle = 'black';
    context.fillRect(2, 2, 6, 20);
  });
  expect(Math.max(...rows[rows.length >> 1]!)).toBeGreaterThan(150);
  expect(Math.max(rows[0]![0]!, rows.at(-1)!.at(-1)!)).toBe(0);
});
