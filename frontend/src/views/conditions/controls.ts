/** The views of conditions, in a module of their own. */
export { default as Controls } from './Controls.svelte';
export { default as Sheet } from './Sheet.svelte';
