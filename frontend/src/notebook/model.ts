// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each event has arguments of its own
type Callback = (...all: any[]) => void;

/** What anywidget hands to a widget's page: the traits of the Python object, and messages to it and from it. */
export interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  on(event: string, callback: Callback): void;
  off(event: string, callback: Callback): void;
}

/** Bytes as notebooks hand them over, which is in one form or another, as a buffer of their own. */
export function bytesOf(value: unknown): ArrayBuffer {
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice().buffer;
  return new ArrayBuffer(0);
}
