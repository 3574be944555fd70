/**
 * `<latent-walk src="page.html">`: embeds an exported page in another one.
 *
 * `start` is what a link has after its #; changing it moves the explorer without reloading. `label` is the accessible
 * name. The height is 640 px unless the page's style sets another one.
 */
class LatentWalk extends HTMLElement {
  static readonly observedAttributes = ['src', 'start', 'label'];
  private readonly frame = document.createElement('iframe');

  constructor() {
    super();
    const style = document.createElement('style');
    style.textContent =
      ':host{display:block;height:640px}:host([hidden]){display:none}' +
      'iframe{display:block;width:100%;height:100%;border:0}';
    this.frame.loading = 'lazy';
    this.frame.allow = 'clipboard-read; clipboard-write; fullscreen';
    this.attachShadow({ mode: 'open' }).append(style, this.frame);
  }

  attributeChangedCallback(): void {
    const { frame } = this;
    const start = this.getAttribute('start')?.replace(/^#/, '');
    frame.title = this.getAttribute('label') ?? 'Latent space explorer';
    const source = this.getAttribute('src');
    if (!source) return frame.removeAttribute('src');
    // if only the hash differs, the explorer goes there without reloading
    const address = source + (start ? `#${start}` : '');
    if (frame.getAttribute('src') !== address) frame.src = address;
  }
}

if (!customElements.get('latent-walk')) customElements.define('latent-walk', LatentWalk);
