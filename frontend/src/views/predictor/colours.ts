import { colourOf, parsed, type Colour } from '../../columns/palette';
import type { Predicting } from '../../state/predictor/predicting';

/** The colour of a predictor's class in style sheets: that of the model's class of this name, if it has one. */
export function cssOfName(predictor: Predicting, index: number): string {
  const own = predictor.classOf(index);
  return colourOf(own < 0 ? index : own);
}

/** The same as red, green and blue. */
export function colourOfName(predictor: Predicting, index: number): Colour {
  return parsed(cssOfName(predictor, index));
}
