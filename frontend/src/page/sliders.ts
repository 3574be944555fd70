import { element } from './element';
import type { Point } from './point';

export const LIMIT = 3;
const STEP = 0.0001;

/** A slider and a number for each dimension. Returns what shows the point as it is. */
export function sliders(into: HTMLElement, point: Point): () => void {
  const rows = Array.from(point.z, (_, dimension) => {
    const label = `z${dimension + 1}`;
    const range = element('input', { type: 'range', min: `${-LIMIT}`, max: `${LIMIT}`, step: `${STEP}`, title: 'Double click: back to 0' });
    const number = element('input', { type: 'number', step: '0.01', inputMode: 'decimal' });
    range.setAttribute('aria-label', label);
    number.setAttribute('aria-label', `${label}, as a number`);
    range.oninput = () => point.set(dimension, range.valueAsNumber);
    range.ondblclick = () => point.set(dimension, 0);
    number.onchange = () => point.set(dimension, Number.isFinite(number.valueAsNumber) ? number.valueAsNumber : 0);
    into.append(element('div', { className: 'slider' }, element('span', { className: 'name' }, 'z', element('sub', {}, `${dimension + 1}`)), range, number));
    return { range, number };
  });
  return () => rows.forEach(({ range, number }, dimension) => {
    const value = point.z[dimension]!;
    range.valueAsNumber = value;
    // not while someone types
    if (document.activeElement !== number || number.dataset.shown !== number.value) number.value = value.toFixed(4);
    number.dataset.shown = number.value;
  });
}
