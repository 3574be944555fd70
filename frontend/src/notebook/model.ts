// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each event has arguments of its own
type Callback = (...all: any[]) => void;

/** The interface that anywidget provides to a widget's page: the traits of the Python object, and messages. */
export interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  on(event: string, callback: Callback): void;
  off(event: string, callback: Callback): void;
}

/** A copy of bytes that a notebook may provide in several forms. */
export function bytesOf(value: unknown): ArrayBuffer {
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice().buffer;
  return new ArrayBuffer(0);
}
