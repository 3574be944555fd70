/// <reference types="vite/client" />

declare module '*kernels' {
  const binaries: Uint8Array<ArrayBuffer>[];
  export default binaries;
}
