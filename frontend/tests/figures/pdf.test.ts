import { inflateSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { pdf } from '../../src/figures/pdf';
import type { Context } from '../../src/outputs/output';

/** A canvas of which only what a PDF asks is there: every character is as wide as its size. */
function canvas(pixels: number[] = []): object {
  const pen = {
    font: '',
    scale: vi.fn(),
    fillText: vi.fn(),
    measureText: (text: string) => ({ width: text.length * Number(/\d+/.exec(pen.font)) }),
    getImageData: (_x: number, _y: number, width: number, height: number) => ({
      data: Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => pixels[i] ?? 255),
    }),
  };
  return { width: 2, height: 1, getContext: () => pen };
}
vi.stubGlobal('document', { createElement: () => canvas() });

/** The file as text, one character for each byte, and its streams, inflated. */
async function written(draw: (context: Context) => void, title = 'x'): Promise<{ text: string; streams: string[] }> {
  const bytes = new Uint8Array(await (await pdf({ width: 200, height: 100 }, draw, title)).arrayBuffer());
  const text = Buffer.from(bytes).toString('latin1');
  const streams = [...text.matchAll(/\/Length (\d+)[^]*?stream\n/g)].map((found) => {
    const start = found.index + found[0].length;
    return inflateSync(bytes.subarray(start, start + Number(found[1]))).toString('latin1');
  });
  return { text, streams };
}

test('its table says where each object is', async () => {
  const { text } = await written((context) => context.fillRect(0, 0, 1, 1));
  const start = Number(/startxref\n(\d+)/.exec(text)![1]);
  expect(text.slice(start, start + 4)).toBe('xref');
  const rows = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)];
  expect(rows).toHaveLength(Number(/\/Size (\d+)/.exec(text)![1]) - 1);
  rows.forEach(([, offset], i) => expect(text.slice(Number(offset))).toMatch(new RegExp(`^${i + 1} 0 obj`)));
});

test('it has the size in points and draws from the top', async () => {
  const { text, streams } = await written((context) => {
    context.fillStyle = '#ff0000';
    context.globalAlpha = 0.5;
    context.fillRect(10, 20, 30, 40);
  });
  expect(text).toContain('/MediaBox [0 0 150 75]');
  expect(text).toContain('<< /ca 0.5 /CA 0.5 >>');
  expect(streams.at(-1)).toContain('0.75 0 0 -0.75 0 75 cm');
  expect(streams.at(-1)).toContain('1 0 0 rg\n10 20 30 40 re f');
});

test('text stays text, aligned by its width', async () => {
  const { streams } = await written((context) => {
    context.font = 'bold 10px sans-serif';
    context.textAlign = 'right';
    context.fillText('(é€)', 100, 50);
  });
  expect(streams.at(-1)).toContain('/F1 10 Tf');
  expect(streams.at(-1)).toContain('1 0 0 -1 60 50 Tm <28e98029> Tj');
});

test('text in other scripts is a picture', async () => {
  const { text, streams } = await written((context) => context.fillText('日本', 5, 50));
  expect(streams.at(-1)).not.toContain('Tj');
  expect(streams.at(-1)).toContain('/I0 Do');
  expect(text).toContain('/Subtype /Image');
});

test('a transparent picture has a mask', async () => {
  const picture = canvas([1, 2, 3, 255, 4, 5, 6, 7]) as HTMLCanvasElement;
  const { text, streams } = await written((context) => context.drawImage(picture, 10, 20, 30, 40));
  expect(streams.slice(0, -1)).toEqual(['\u00ff\u0007', '\u0001\u0002\u0003\u0004\u0005\u0006']);
  expect(text).toMatch(/\/DeviceRGB .*\/SMask \d+ 0 R/);
  expect(streams.at(-1)).toContain('30 0 0 -40 10 60 cm /I0 Do');
});

test('circles are four curves, and lines have their width', async () => {
  const { streams } = await written((context) => {
    context.beginPath();
    context.arc(50, 50, 10, 0, 2 * Math.PI);
    context.fill();
    context.beginPath();
    context.moveTo(1, 2);
    context.lineTo(3, 4);
    context.lineWidth = 2.5;
    context.stroke();
  });
  expect(streams.at(-1)!.match(/ c$/gm)).toHaveLength(4);
  expect(streams.at(-1)).toContain('60 50 m');
  expect(streams.at(-1)).toContain('2.5 w 0 j\n1 2 m\n3 4 l\nS');
});

test('the title may have any characters', async () => {
  const { text } = await written(() => undefined, 'é)日');
  expect(text).toContain('/Title <feff00e9002965e5>');
});
