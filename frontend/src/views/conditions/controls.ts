/** The views of conditions, in a module of their own. */
export { default as Controls } from './All.svelte';
export { default as Sheet } from './Sheet.svelte';
export { inWords, placedWords } from './words';
