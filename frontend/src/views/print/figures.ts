/** What saves figures for print: loaded once that is about to happen. */
export { file } from '../../figures/figure';
export { sheetFigure } from '../conditions/sheet';
export { mapFigure } from '../map/figure/map';
