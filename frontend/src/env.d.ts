/// <reference types="vite/client" />

declare module '*kernels' {
  const binary: Uint8Array<ArrayBuffer>;
  export default binary;
}
