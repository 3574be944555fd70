/**
 * The only error that the engine throws. `name` survives the transfer from the worker, so callers can distinguish the
 * kinds.
 */
export class EngineError extends Error {
  constructor(
    override readonly name: 'InvalidModel' | 'UnsupportedModel' | 'UnsupportedBrowser' | 'InvalidInput',
    // the plain worker is built without most messages: see vite.plain.ts
    message = '',
  ) {
    // names in a damaged file may contain anything
    super(message.replace(/[\s\p{Cc}]+/gu, ' '));
  }
}

/** The file is not a well-formed ONNX model, or its shapes do not fit together. */
export function invalid(message: string): never {
  throw new EngineError('InvalidModel', message);
}

/** The model is well-formed but needs something that this engine does not support. */
export function unsupported(message: string): never {
  throw new EngineError('UnsupportedModel', message);
}

/** A request does not fit the model. */
export function refuse(message: string): never {
  throw new EngineError('InvalidInput', message);
}

/** The browser cannot run the kernels. */
export function incapable(message: string): never {
  throw new EngineError('UnsupportedBrowser', message);
}
