import { mount } from 'svelte';
import { ServerSource } from './sources/server';
import { EXPLORER } from './state/tile';
import Gallery from './views/gallery/Gallery.svelte';
import './views/look.css';

/** The address with a hash is a link to a view, from a time when the explorer was here. */
if (location.hash) location.replace(EXPLORER + location.hash);
else
  mount(Gallery, {
    target: document.querySelector('#app')!,
    props: { source: new ServerSource(new URL('.', location.href).href) },
  });
