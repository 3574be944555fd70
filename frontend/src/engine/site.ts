import { invalid, unsupported } from './errors';
import { numberOf, type Graph, type Node } from './onnx';
import type { Plan } from './plan';
import { elements, type Tensor, values } from './tensor';

/** An argument of more numbers is a mistake or an attack. */
const MOST_NUMBERS = 2 ** 16;

/** Where an operator does its work: its node's attributes, and the plan that it adds steps to. */
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

  list(name: string): number[] | undefined {
    return this.node.attributes.get(name)?.list;
  }

  /** The numbers of an input that must be known before the model runs: a shape, axes, a scale. */
  numbers(x: Tensor): number[] {
    if (!x.store.data || elements(x.shape) > MOST_NUMBERS)
      this.lacks('with an argument that is computed as the model runs, or has too many numbers');
    return [...values(x)];
  }

  /** A list that older versions of ONNX have as an attribute and newer ones as an input. */
  listOr(name: string, input: Tensor | undefined): number[] | undefined {
    return input && elements(input.shape) ? this.numbers(input) : this.list(name);
  }

  /** Makes packed weights once for all batch sizes. */
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

/** An operator of ONNX. Inputs that the node leaves out are undefined. */
export type Operator = (site: Site, ...inputs: Tensor[]) => Tensor | Tensor[];
