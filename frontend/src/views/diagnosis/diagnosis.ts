/** The part of the page that looks for what may be wrong with a model: loaded late. */
export { default as Lists } from './Lists.svelte';
