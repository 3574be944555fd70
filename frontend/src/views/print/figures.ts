/** What saves figures for print: loaded once that is about to happen. */
export { file } from '../../figures/figure';
export { sheetFigure } from '../conditions/sheet';
export { default as Formats } from '../map/figure/Formats.svelte';
