import { invalid, unsupported } from './errors';
import { numberOf, type Graph, type Node } from './onnx';
import type { Plan } from './plan';
import { elements, type Tensor, values } from './tensor';

/** The most numbers of an argument: more indicate a mistake or an attack. */
const MOST_NUMBERS = 2 ** 16;

/** The context of an operator: its node's attributes, and the plan to which it adds steps. */
export class Site {
  constructor(
    readonly node: Node,
    readonly plan: Plan,
    readonly graph: Graph,
  ) {}

  number(name: string, otherwise: number): number {
    return numberOf(this.node, name, otherwise);
  }

  text(name: string, otherwise: string): string {
    return this.node.attributes.get(name)?.text || otherwise;
  }

  texts(name: string): string[] | undefined {
    return this.node.attributes.get(name)?.texts;
  }

  list(name: string): number[] | undefined {
    return this.node.attributes.get(name)?.list;
  }

  /** The values of an input that must be known before the model runs: a shape, axes, scales. */
  numbers(x: Tensor): number[] {
    if (!x.store.data || elements(x.shape) > MOST_NUMBERS)
      this.lacks('with an argument that is computed while the model runs, or that has too many numbers');
    return [...values(x)];
  }

  /** The value of an input that is one number, known before the model runs. */
  one(x: Tensor): number {
    return this.numbers(x)[0] ?? this.fail('a number is expected instead of an empty tensor.');
  }

  /** A list that is an attribute in older versions of ONNX and an input in newer ones. */
  listOr(name: string, input: Tensor | undefined): number[] | undefined {
    return input && elements(input.shape) ? this.numbers(input) : this.list(name);
  }

  /** Caches packed weights for all batch sizes. */
  once<T>(key: string, make: () => T): T {
    const packs = (this.node.packs ??= new Map());
    if (!packs.has(key)) packs.set(key, make());
    return packs.get(key) as T;
  }

  lacks(what: string): never {
    return unsupported(`The model uses ${this.node.op} ${what}, which this engine lacks.`);
  }

  fail(message: string): never {
    return invalid(`${this.node.op} '${this.node.name}': ${message}`);
  }
}

/** An ONNX operator. Inputs that the node omits are undefined. */
export type Operator = (site: Site, ...inputs: Tensor[]) => Tensor | Tensor[];
