/** The views and files of everything but images, which a page of images does not load. */
export { default as categories } from './Categories.svelte';
export { default as curve } from './Curve.svelte';
export { default as points } from './Points.svelte';
export { default as Ranking } from './Ranking.svelte';
export { sampleIn } from './samples';
export { default as values } from './Values.svelte';
export { walkFigure } from './walkFigure';
