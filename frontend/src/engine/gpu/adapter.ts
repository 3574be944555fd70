import { EngineError } from '../errors';

/**
 * The GPU's adapter. One that is emulated by the processor is slower than WebAssembly, and is only taken with
 * `software`. Throws an EngineError if there is none.
 */
export async function adapterOf(software = false): Promise<GPUAdapter> {
  // browsers have it only in secure contexts, and some not at all
  const gpu = (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter || (!software && isSoftware(adapter)))
    throw new EngineError('UnsupportedBrowser', 'This browser offers no GPU.');
  return adapter;
}

/** Whether the processor emulates it. */
export function isSoftware({ info }: Partial<GPUAdapter>): boolean {
  if (!info) return false; // an old browser
  const { isFallbackAdapter, architecture, description } = info;
  return isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(`${architecture} ${description}`);
}
