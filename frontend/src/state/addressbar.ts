/** The address of the page and its title in the browser. */
export interface AddressBar {
  /** What the address has from its # on; '' for nothing. */
  readonly hash: string;
  /** Changes the hash as a new entry of the browser's history. */
  push(hash: string): void;
  /** Changes the hash of the present entry. */
  replace(hash: string): void;
  title(text: string): void;
}

/** The browser's own. */
export const browserAddress: AddressBar = {
  get hash() {
    return location.hash;
  },
  push: (hash) => history.pushState(null, '', hash),
  replace: (hash) => history.replaceState(null, '', hash),
  title: (text) => {
    document.title = text;
  },
};
