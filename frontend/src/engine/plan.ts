import { invalid, unsupported } from './errors';
import { COPY } from './kernels/ops';
import { broadcast, contiguous, count, dense, elements, expand, reshape, type Store, type Tensor } from './tensor';

/** out = op(a, b), all three views of one shape; `op` is one of kernels/ops.ts. */
export interface MapStep {
  op: number;
  out: Tensor;
  a: Tensor;
  b: Tensor;
  p: number;
  q: number;
}

/** A product with fixed weights at each pixel (n, y, x): see the kernel. Strides and offsets count floats. */
export interface ContractStep {
  out: Tensor;
  a: Tensor;
  weights: Tensor;
  bias: Tensor;
  slope: number;
  sizes: number[];
  inputStrides: number[];
  outputStrides: number[];
  channels: number;
  runs: number[];
  length: number;
  narrow: boolean;
  /** Memory for the addresses of the pixels; the last tile may repeat one. */
  table: Tensor;
}

/** A step of a kernel that only the full engine has: it describes itself, given the addresses of tensors. */
export interface KernelStep {
  describe: (at: (tensor: Tensor) => number) => number[];
}

export type Step = MapStep | ContractStep | KernelStep;

/** The most steps of a plan: more indicate a mistake or an attack. */
const MOST_STEPS = 2 ** 14;

/** The steps that compute a graph for one batch size, and the memory that they need. */
export class Plan {
  readonly steps: Step[] = [];
  readonly stores: Store[] = [];
  /** Multiply-adds and mapped elements. */
  work = 0;

  /** A new tensor, its axes laid out in the given order, outermost first. */
  allocate(shape: number[], order?: number[], type = 0): Tensor {
    const store: Store = { size: count(shape), address: 0, first: Infinity, last: -1 };
    this.stores.push(store);
    return { shape, strides: dense(shape, order), offset: 0, store, type };
  }

  /** A new tensor with the layout of `x`, so that both are visited in memory order. */
  allocateLike(x: Tensor, shape = x.shape, type = x.type): Tensor {
    const order = shape.map((_, axis) => axis);
    if (x.shape.length === shape.length) order.sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
    return this.allocate(shape, order, type);
  }

  into(out: Tensor, op: number, a: Tensor, b: Tensor = a, p = 0, q = 0): Tensor {
    const size = elements(out.shape);
    if (size) {
      this.work += size;
      this.add({ op, out, a: expand(a, out.shape), b: expand(b, out.shape), p, q }, [a, b], out);
    }
    return out;
  }

  map(op: number, a: Tensor, b: Tensor = a, p = 0, q = 0): Tensor {
    const shape = broadcast(a.shape, b.shape);
    // takes the layout of an operand with the full shape; if both have it, of the one with channels last
    const whole = (x: Tensor): boolean => x.shape.length === shape.length && elements(x.shape) === elements(shape);
    const like = whole(b) && (!whole(a) || (shape.length > 2 && b.strides[1] === 1)) ? b : a;
    return this.into(this.allocateLike(like, shape, a.type && b.type), op, a, b, p, q);
  }

  /** `x` in the order of its shape, without gaps. */
  contiguous(x: Tensor): Tensor {
    return contiguous(x) ? x : this.into(this.allocate(x.shape, undefined, x.type), COPY, x);
  }

  reshape(x: Tensor, shape: number[]): Tensor {
    return reshape(x, shape) ?? reshape(this.contiguous(x), shape)!;
  }

  contract(parts: Omit<ContractStep, 'table'>): void {
    const step = { ...parts, table: this.allocate([2 * elements(parts.sizes) + 6]) };
    this.work += elements(step.sizes) * step.channels * step.runs.length * step.length;
    this.add(step, [step.a, step.weights, step.bias], step.out, step.table);
  }

  add(step: Step, read: Tensor[], ...written: Tensor[]): void {
    // a store that is empty so far was never written
    if (!read.every(({ store }) => store.data || store.first < Infinity))
      invalid('The ONNX file is damaged: it reads a value that was never computed.');
    const at = this.steps.push(step) - 1;
    if (at > MOST_STEPS) unsupported('The model takes too many steps to decode in the browser.');
    for (const { store } of [...read, ...written]) {
      store.first = Math.min(store.first, at);
      store.last = Math.max(store.last, at);
    }
  }
}
