// What is counted while the page is used, and the uses that are repeated inside the page.
const live = { listeners: 0, workers: 0, urls: 0 };
for (const target of [window, document]) {
  const { addEventListener, removeEventListener } = target;
  target.addEventListener = function (...parts) {
    live.listeners++;
    return addEventListener.apply(this, parts);
  };
  target.removeEventListener = function (...parts) {
    live.listeners--;
    return removeEventListener.apply(this, parts);
  };
}
const { Worker: Original } = window;
window.Worker = class extends Original {
  constructor(...parts) {
    super(...parts);
    live.workers++;
  }
  terminate() {
    live.workers--;
    super.terminate();
  }
};
const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = (blob) => (live.urls++, createObjectURL.call(URL, blob));
URL.revokeObjectURL = (url) => (live.urls--, revokeObjectURL.call(URL, url));
HTMLAnchorElement.prototype.click = () => undefined;

const { journey } = window;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const until = async (holds) => {
  for (let i = 0; !holds(); i++) {
    if (i > 1500) throw new Error(`Waited in vain until ${holds}`);
    await pause(20);
  }
};
const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
const models = () => [...journey.find('Model').options].slice(0, -1).map(({ value }) => value);

Object.assign(journey, {
  level: () => [document.querySelectorAll('*').length, live.listeners, live.workers, live.urls],
  rests: () => pause(500).then(() => !document.querySelector('progress')),
  /** Opens the other models in turn, and the first one again. */
  async switches(count) {
    for (let i = 1; i <= count; i++) {
      const all = models();
      journey.choose('Model', all[i === count ? 0 : i % all.length]);
      await until(() => /\d encoded /.test(document.body.textContent));
      await pause(30);
    }
  },
  async moves(count) {
    const slider = journey.find('z1');
    for (let i = 0; i < count; i++) {
      const key = i % 2 ? 'ArrowLeft' : 'ArrowRight';
      slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      if (i % 4 === 0) await new Promise(requestAnimationFrame);
    }
  },
  async films(count) {
    for (const key of ['1', 'p', '7', 'p']) {
      press(key);
      await pause(700);
    }
    for (let i = 0; i < count; i++) {
      journey.find('GIF').click();
      await pause(50);
      await until(() => !journey.find('GIF').disabled);
    }
    for (const remove of document.querySelectorAll('[aria-label^="Remove pin"]')) remove.click();
  },
  async comparisons(count) {
    for (let i = 0; i < count; i++) {
      journey.find('Compare').click();
      await until(() => journey.find('Compared with'));
      await until(() => document.querySelector('canvas[aria-label^="The image of"]'));
      const menu = journey.find('Compared with');
      journey.choose('Compared with', [...menu.options].at(-1).value);
      await until(() => journey.find('Compare'));
    }
  },
});
