/** What saves the map as a figure: loaded once that is about to happen. */
export { file } from '../../../figures/figure';
export { mapFigure } from './map';
