/** The views and files of everything but grey and RGB images, which a page of these does not load. */
export { default as rgba } from './Alpha.svelte';
export { default as categories } from './Categories.svelte';
export { default as curve } from './Curve.svelte';
export { default as field } from './Field.svelte';
export { default as points } from './Points.svelte';
export { default as Ranking } from './Ranking.svelte';
export { sampleIn } from './samples';
export { default as values } from './Values.svelte';
export { walkFigure } from './walkFigure';
