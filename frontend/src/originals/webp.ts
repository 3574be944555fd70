import type { Sides } from '../outputs/output';

/** Bytes that hold the size of every kind of WebP picture. */
const LEAST = 30;

/**
 * The size of a WebP picture, read before it is decoded: a browser would allocate whatever a hostile one asks for. Null
 * if it is none. (RFC 9649.)
 */
export function sizeOfWebP(bytes: ArrayBuffer): Sides | null {
  if (bytes.byteLength < LEAST) return null;
  const view = new DataView(bytes);
  const text = (at: number): string => String.fromCharCode(...new Uint8Array(bytes, at, 4));
  const word = (at: number): number => view.getUint16(at, true);
  if (text(0) !== 'RIFF' || text(8) !== 'WEBP') return null;
  switch (text(12)) {
    case 'VP8X':
      return { width: 1 + word(24) + (view.getUint8(26) << 16), height: 1 + word(27) + (view.getUint8(29) << 16) };
    case 'VP8L': {
      const packed = view.getUint32(21, true);
      return view.getUint8(20) === 0x2f
        ? { width: 1 + (packed & 0x3fff), height: 1 + ((packed >> 14) & 0x3fff) }
        : null;
    }
    case 'VP8 ':
      return { width: word(26) & 0x3fff, height: word(28) & 0x3fff };
    default:
      return null;
  }
}
