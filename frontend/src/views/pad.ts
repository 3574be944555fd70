/** Where a pointer is on a canvas that one draws on, in the canvas's own pixels. */
export function placeOn(pad: HTMLCanvasElement, { clientX, clientY }: PointerEvent): [number, number] {
  const { left, top, width, height } = pad.getBoundingClientRect();
  return [((clientX - left) / width) * pad.width, ((clientY - top) / height) * pad.height];
}

/** Draws a round line through places (x, y, x, y, ...); two equal ones are a dot. */
export function drawLine(pad: HTMLCanvasElement, places: ArrayLike<number>, colour: string, width: number): void {
  const context = pad.getContext('2d', { willReadFrequently: true })!;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(places[0]!, places[1]!);
  // a line of zero length would draw no dot
  for (let k = 2; k < places.length; k += 2) context.lineTo(places[k]! + 0.01, places[k + 1]!);
  context.stroke();
}
