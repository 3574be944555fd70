import type { CurveOutput } from '../../outputs/curve';
import { ridges } from '../../outputs/curveFigure';
import type { Context } from '../../outputs/output';
import { file } from '../../figures/figure';
import type { Form } from '../../figures/forms';
import type { Frames, Saved } from '../path/frames';

/** Curves of a ridge plot, and frames of a strip; more would hide each other. */
const [RIDGES, FRAMES] = [32, 12];
/** Pixels of a ridge plot, and the width of a frame. */
const [WIDTH, HEIGHT] = [640, 720];
const FRAME = 180;
const COLUMNS = 4;

/** Several lines have narrower plots, side by side. */
function widthOf({ curve }: CurveOutput): number {
  return curve.channels.length > 1 ? Math.min(4, curve.channels.length) * 0.6 * WIDTH : WIDTH;
}

/** A walk as a figure for print: curves as a ridge plot, other samples frame by frame. */
export async function walkFigure({ output, samples }: Frames, form: Form): Promise<Saved> {
  const isCurve = output.kind === 'curve';
  const most = Math.min(samples.length, isCurve ? RIDGES : FRAMES);
  const chosen = Array.from(
    { length: most },
    (_, i) => samples[Math.round((i / Math.max(1, most - 1)) * (samples.length - 1))]!,
  );
  const frame = { width: FRAME, height: (FRAME * output.sides.height) / output.sides.width };
  const rows = Math.ceil(most / COLUMNS);
  const sides = isCurve
    ? { width: widthOf(output as CurveOutput), height: HEIGHT }
    : { width: COLUMNS * FRAME, height: rows * frame.height };
  const draw = (context: Context): void => {
    if (isCurve) ridges(context, output as CurveOutput, chosen, { left: 0, top: 0, ...sides });
    else
      chosen.forEach((sample, i) =>
        output.draw(context, sample, 0, {
          left: (i % COLUMNS) * FRAME,
          top: Math.floor(i / COLUMNS) * frame.height,
          ...frame,
        }),
      );
  };
  const bytes = await file({ sides, draw, title: `A path of ${output.many}` }, form);
  return { bytes, ending: form.toLowerCase(), type: bytes.type };
}
