/** The second network and its views, in a module of their own. */
export { ofFile, ofFolder, takes } from '../../state/predictor/opening';
export { default as Second } from './Second.svelte';
