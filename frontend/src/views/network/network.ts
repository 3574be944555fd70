/** The layers of the network, in a module of their own. */
export { default as Layers } from './Layers.svelte';
