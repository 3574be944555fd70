/** The noise of a posterior, in a module of its own. */
export { default as Noise } from './Noise.svelte';
