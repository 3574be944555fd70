import { mount } from './mount';
import { ServerSource } from './sources/server';

mount(document.querySelector('#app')!, new ServerSource(new URL('.', location.href).href), { address: true });
