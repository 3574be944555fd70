/** All that the engine throws. `name` survives the way out of the worker, so that a page can choose by it. */
export class EngineError extends Error {
  constructor(
    override readonly name: 'InvalidModel' | 'UnsupportedModel' | 'UnsupportedBrowser' | 'InvalidInput',
    // the plain worker is built without most of its sentences: see vite.plain.ts
    message = '',
  ) {
    // names from a damaged file may hold anything
    super(message.replace(/[\s\p{Cc}]+/gu, ' '));
  }
}

/** The file is not a well-formed ONNX model, or its shapes do not fit together. */
export function invalid(message: string): never {
  throw new EngineError('InvalidModel', message);
}

/** The model is well-formed, but asks for what this engine cannot do. */
export function unsupported(message: string): never {
  throw new EngineError('UnsupportedModel', message);
}

/** What was asked of a model does not fit it. */
export function refuse(message: string): never {
  throw new EngineError('InvalidInput', message);
}

/** The browser cannot run the kernels. */
export function incapable(message: string): never {
  throw new EngineError('UnsupportedBrowser', message);
}
