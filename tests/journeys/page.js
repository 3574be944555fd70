// What a journey asks of a page: the controls by their names, and what they show.
window.journey = {
  /** The visible control of a name. */
  find: (name) =>
    [...document.querySelectorAll('button, input, select, canvas, [role], [aria-label]')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name && one.getClientRects().length,
    ),
  /** Left, top, width and height of a control, brought into view. */
  box(name) {
    const control = this.find(name);
    control.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = control.getBoundingClientRect();
    return [left, top, width, height];
  },
  /** Chooses an option of a menu. */
  choose(name, value) {
    const menu = this.find(name);
    menu.value = value;
    menu.dispatchEvent(new Event('change', { bubbles: true }));
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
