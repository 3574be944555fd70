/** The views of what changes at a place, in a module of their own. */
export { default as Axes } from './Axes.svelte';
