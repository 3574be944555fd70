import { ADD, CLIP, COPY, MUL, SCALE, SIGMOID, SUB, TANH } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { scalar, slice, transpose, type Tensor } from '../tensor';
import { joined } from './structure';
import { anyProduct } from './moving';
import { part } from './part';

type Activation = (x: Tensor) => Tensor;

/** One direction of a recurrent layer. */
interface Cell {
  plan: Plan;
  /** The inputs' part of all gates, by step: (steps, batch, gates). */
  given: Tensor;
  /** The bias of the recurrent part. */
  bias: Tensor | undefined;
  /** The product of a state with the recurrent weights of some gates. */
  recur: (state: Tensor, from: number, count: number) => Tensor;
  activations: Activation[];
  /** The weights from a cell's content to its gates. */
  peepholes: Tensor | undefined;
}

/** The state after each step: what is passed on, of which the first is the output. */
type Step = (cell: Cell, site: Site, given: Tensor, state: Tensor[]) => Tensor[];

/** Drops the first axis, of which one element is taken. */
function entry(x: Tensor, at: number): Tensor {
  const one = slice(x, 0, at, 1);
  return { ...one, shape: one.shape.slice(1), strides: one.strides.slice(1) };
}

/** Part `at` of the last axis, in parts of the given size. */
function gate(x: Tensor, at: number, size: number): Tensor {
  return slice(x, x.shape.length - 1, at * size, size);
}

function activationsOf(site: Site, names: string[]): Activation[] {
  const { plan } = site;
  const limit = site.number('clip', Infinity);
  const known: Record<string, (x: Tensor) => Tensor> = {
    sigmoid: (x) => plan.map(SIGMOID, x),
    tanh: (x) => plan.map(TANH, x),
    relu: (x) => plan.map(CLIP, x, x, 0, Infinity),
  };
  return names.map((name) => {
    const f = known[name.toLowerCase()] ?? site.lacks(`with the activation ${name}`);
    return (x) => f(limit < Infinity ? plan.map(CLIP, x, x, -limit, limit) : x);
  });
}

const rnn: Step = ({ plan, bias, recur, activations: [f] }, _, given, [h]) => {
  const sum = plan.map(ADD, given, recur(h!, 0, 1));
  return [f!(bias ? plan.map(ADD, sum, bias) : sum)];
};

const gru: Step = ({ plan, bias, recur, activations: [f, g] }, site, given, [h]) => {
  const size = h!.shape.at(-1)!;
  const biased = (x: Tensor, from: number, count: number): Tensor =>
    bias ? plan.map(ADD, x, slice(bias, 0, from * size, count * size)) : x;
  const both = f!(plan.map(ADD, slice(given, 1, 0, 2 * size), biased(recur(h!, 0, 2), 0, 2)));
  const [update, reset] = [gate(both, 0, size), gate(both, 1, size)];
  const hidden = site.number('linear_before_reset', 0)
    ? plan.map(MUL, reset, biased(recur(h!, 2, 1), 2, 1))
    : biased(recur(plan.map(MUL, reset, h), 2, 1), 2, 1);
  const fresh = g!(plan.map(ADD, gate(given, 2, size), hidden));
  // (1 - z) n + z h
  return [plan.map(ADD, fresh, plan.map(MUL, update, plan.map(SUB, h!, fresh)))];
};

const lstm: Step = ({ plan, bias, recur, activations: [f, g, last], peepholes }, site, given, [h, c]) => {
  const size = h!.shape.at(-1)!;
  const sum = plan.map(ADD, given, recur(h!, 0, 4));
  const gates = bias ? plan.map(ADD, sum, bias) : sum;
  const peep = (x: Tensor, at: number, content: Tensor): Tensor =>
    peepholes ? plan.map(ADD, x, plan.map(MUL, content, gate(peepholes, at, size))) : x;
  const input = f!(peep(gate(gates, 0, size), 0, c!));
  const forget = site.number('input_forget', 0)
    ? plan.map(SCALE, input, input, -1, 1)
    : f!(peep(gate(gates, 2, size), 2, c!));
  const content = plan.map(ADD, plan.map(MUL, forget, c), plan.map(MUL, input, g!(gate(gates, 3, size))));
  const output = f!(peep(gate(gates, 1, size), 1, content));
  return [plan.map(MUL, output, last!(content)), content];
};

/** A recurrent layer, whose steps are unrolled. */
const recurrent =
  (gates: number, defaults: string[], states: number, advance: Step): Operator =>
  (site, x, w, r, b, lengths, ...initial) => {
    const { plan } = site;
    const first = site.number('layout', 0);
    const swap = (view: Tensor): Tensor => transpose(view, [1, 0, 2]);
    const steps = first ? swap(x) : x;
    const [count, batch] = steps.shape as [number, number];
    const size = r.shape[2]!;
    if (lengths && site.numbers(lengths).some((length) => length !== count))
      site.lacks('with sequences of several lengths');
    const direction = site.text('direction', 'forward');
    const directions = direction === 'bidirectional' ? 2 : 1;
    const names = site.texts('activations') ?? Array.from({ length: directions }, () => defaults).flat();
    const ends: Tensor[][] = [];
    const outputs = Array.from({ length: directions }, (_, d) => {
      const own = part(site, `direction ${d}`);
      const recurring = entry(r, d);
      const product = (name: string, a: Tensor, weights: Tensor): Tensor =>
        anyProduct(part(own, name), a, transpose(weights, [1, 0]));
      const through = product('inputs', steps, entry(w, d));
      const biases = b && entry(b, d);
      const cell: Cell = {
        plan,
        given: biases ? plan.map(ADD, through, slice(biases, 0, 0, gates * size)) : through,
        bias: biases && slice(biases, 0, gates * size, gates * size),
        recur: (state, from, many) =>
          product(`gates ${from} ${many}`, state, slice(recurring, 0, from * size, many * size)),
        activations: activationsOf(site, names.slice(d * defaults.length, (d + 1) * defaults.length)),
        peepholes: initial[2] && entry(initial[2], d),
      };
      let state = Array.from({ length: states }, (_, i): Tensor => {
        const given = initial[i];
        return given ? entry(first ? swap(given) : given, d) : { ...scalar(0), shape: [batch, size], strides: [0, 0] };
      });
      const order = [...Array(count).keys()];
      if (direction === 'reverse' || d) order.reverse();
      const all: Tensor[] = [];
      for (const at of order) {
        state = advance(cell, site, entry(cell.given, at), state);
        all[at] = state[0]!;
      }
      ends.push(state);
      return all;
    });
    const stacked = (list: Tensor[]): Tensor =>
      joined(
        site,
        list.map((one) => plan.reshape(one, [1, ...one.shape])),
        0,
      );
    const y = plan.allocate([count, directions, batch, size]);
    outputs.forEach((all, d) => all.forEach((one, at) => plan.into(entry(slice(entry(y, at), 0, d, 1), 0), COPY, one)));
    const last = Array.from({ length: states }, (_, i) => stacked(ends.map((state) => state[i]!)));
    return first ? [transpose(y, [2, 0, 1, 3]), ...last.map(swap)] : [y, ...last];
  };

export const RECURRENT: Record<string, Operator> = {
  GRU: recurrent(3, ['Sigmoid', 'Tanh'], 1, gru),
  LSTM: recurrent(4, ['Sigmoid', 'Tanh', 'Tanh'], 2, lstm),
  RNN: recurrent(1, ['Tanh'], 1, rnn),
};
