import type { Range } from './folder';

/** The options of a request for a part of a file; a server may send the whole one. */
export function partial(part: Range | undefined): RequestInit {
  return part ? { headers: { Range: `bytes=${part[0]}-${part[1] - 1}` } } : {};
}
