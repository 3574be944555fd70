/// <reference types="vite/client" />

declare module '*kernels' {
  const packed: string;
  export default packed;
}
