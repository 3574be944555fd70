import type { BrowserCommand } from 'vitest/node';

/** A place in the test's page, in pixels from its top left. */
export type Spot = readonly [x: number, y: number];

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Presses the mouse at the first spot, moves it over the others, and releases it at the last. */
    drag(spots: readonly Spot[]): Promise<void>;
    /** Moves the mouse to a spot, and turns its wheel there by some pixels. */
    turn(spot: Spot, by: number): Promise<void>;
  }
}

type Context = Parameters<BrowserCommand<[]>>[0];

/** Converts positions in the test's frame to positions in the page. */
async function onPage(context: Context): Promise<(spot: Spot) => [number, number]> {
  const frame = await context.frame();
  const box = await (await frame.frameElement()).boundingBox();
  const wide = await frame.evaluate(() => innerWidth);
  const scale = box!.width / wide;
  return ([x, y]) => [box!.x + x * scale, box!.y + y * scale];
}

export const drag: BrowserCommand<[spots: readonly Spot[]]> = async (context, spots) => {
  const at = await onPage(context);
  const { mouse } = context.page;
  await mouse.move(...at(spots[0]!));
  await mouse.down();
  for (const spot of spots.slice(1)) await mouse.move(...at(spot), { steps: 4 });
  await mouse.up();
};

export const turn: BrowserCommand<[spot: Spot, by: number]> = async (context, spot, by) => {
  const at = await onPage(context);
  await context.page.mouse.move(...at(spot));
  await context.page.mouse.wheel(0, by);
};
