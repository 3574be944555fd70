// What a journey asks of a page: the controls by their names, and what they show.
window.journey = {
  /** Errors of scripts since the page was opened. */
  errors: [],
  /** The visible control of a name. */
  find: (name, kinds = 'button, input, select, canvas, [role], [aria-label]') =>
    [...document.querySelectorAll(kinds)].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name && one.getClientRects().length,
    ),
  /** Left, top, width and height of a control, brought into view. */
  box(name) {
    const control = this.find(name);
    if (!control) return null; // it is being drawn again
    control.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = control.getBoundingClientRect();
    return [left, top, width, height];
  },
  /** Chooses an option of a menu. */
  choose(name, value) {
    const menu = this.find(name, 'select');
    menu.value = value;
    menu.dispatchEvent(new Event('change', { bubbles: true }));
  },
  /** Chooses some option of some menu, except one that opens a file or a dialog; returns its name. */
  chooseAny(which, what) {
    const menus = [...document.querySelectorAll('select')].filter((one) => one.getClientRects().length);
    const menu = menus[Math.floor(which * menus.length)];
    const options = [...(menu?.options ?? [])].filter(({ label }) => !label.includes('…'));
    if (!options.length) return 'none';
    const { value } = options[Math.floor(what * options.length)];
    menu.value = value;
    menu.dispatchEvent(new Event('change', { bubbles: true }));
    return `${menu.ariaLabel}: ${value}`;
  },
  /** The number of each dimension, and its value. */
  point: (sliders) =>
    [...document.querySelectorAll(sliders)].map((one) => [
      Number(one.getAttribute('aria-label').slice(1)),
      Number(one.getAttribute('aria-valuenow')),
    ]),
  /** The grey levels of a canvas, row by row. */
  shown(selector) {
    const canvas = document.querySelector(selector);
    if (!canvas) return [[-1]];
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    return Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => data[4 * (y * width + x)]),
    );
  },
  /** What an element shows: its text, and the pictures of its canvases. */
  drawn(selector) {
    const element = document.querySelector(selector);
    const pictures = [...element.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL());
    return [element.innerText, ...pictures].join();
  },
  /** Keeps the next file that the page saves, instead of downloading it. */
  keepSaved() {
    this.saved = new Promise((resolve) => {
      const create = URL.createObjectURL;
      let kept;
      URL.createObjectURL = (blob) => create((kept = blob));
      HTMLAnchorElement.prototype.click = () =>
        kept.arrayBuffer().then((content) => resolve(Array.from(new Uint8Array(content))));
    });
  },
};
window.addEventListener('error', ({ message }) => window.journey.errors.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => window.journey.errors.push(String(reason)));
// the next journey finds nothing that this one has stored
Storage.prototype.setItem = () => undefined;
const { error } = console;
console.error = (...parts) => {
  window.journey.errors.push(parts.map(String).join(' '));
  error.apply(console, parts);
};
