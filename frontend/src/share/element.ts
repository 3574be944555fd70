/**
 * `<latent-walk src="page.html">`: an exported page as a part of any other.
 *
 * `start` is what a link has after its #: changed later, it moves the explorer, without loading it anew. `label` says
 * what it shows, to those who hear the page. Its height is 640 px unless the page's style says otherwise.
 */
class LatentWalk extends HTMLElement {
  static readonly observedAttributes = ['src', 'start', 'label'];
  private readonly frame = document.createElement('iframe');

  constructor() {
    super();
    const style = document.createElement('style');
    style.textContent =
      ':host{display:block;height:640px}:host([hidden]){display:none}iframe{display:block;width:100%;height:100%;border:0}';
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
    // no more than the part after the # is another: the explorer goes there, and is not loaded again
    const address = source + (start ? `#${start}` : '');
    if (frame.getAttribute('src') !== address) frame.src = address;
  }
}

if (!customElements.get('latent-walk')) customElements.define('latent-walk', LatentWalk);
