import { expect, test } from 'vitest';
import { layersOf, type Layer } from '../../src/layers/layer';
import { outlineOf } from '../../src/layers/outline';
import { model, type NodeSpec, type Weights } from '../writer';

const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
});
const zeros = (...shape: number[]): Weights => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

function layers(nodes: NodeSpec[], weights: Record<string, Weights> = {}): Layer[] {
  return layersOf(outlineOf(model(nodes, { x: [-1, 4] }, [nodes.at(-1)!.outputs[0]!], weights).slice().buffer));
}

test('layers are in the order of the file, and say what they read', () => {
  const made = layers([node('Relu', ['x'], 'a'), node('Tanh', ['a'], 'b'), node('Add', ['b', 'x'], 'c')]);
  expect(made.map(({ op, reads }) => [op, reads])).toEqual([
    ['Relu', ['x']],
    ['Tanh', [1]],
    ['Add', [2, 'x']],
  ]);
});

test('a sigmoid that multiplies its own input is one layer with that product', () => {
  const made = layers([node('Sigmoid', ['x'], 's'), node('Mul', ['x', 's'], 'y')]);
  expect(made.map(({ op, name, reads }) => ({ op, name, reads }))).toEqual([{ op: 'Silu', name: 'y', reads: ['x'] }]);
});

test('a sigmoid that something else reads too is a layer of its own', () => {
  const made = layers([node('Sigmoid', ['x'], 's'), node('Mul', ['x', 's'], 'm'), node('Add', ['m', 's'], 'y')]);
  expect(made.map(({ op }) => op)).toEqual(['Sigmoid', 'Mul', 'Add']);
});

test('a product and the bias that is added to it are one layer', () => {
  const nodes = [node('MatMul', ['x', 'w'], 'm'), node('Add', ['b', 'm'], 'y')];
  const made = layers(nodes, { w: zeros(4, 3), b: zeros(3) });
  expect(made.map(({ op, name, biased }) => ({ op, name, biased }))).toEqual([
    { op: 'MatMul', name: 'y', biased: true },
  ]);
});

test('a number that is added to a product is a layer of its own', () => {
  const nodes = [node('MatMul', ['x', 'w'], 'm'), node('Add', ['m', 'one'], 'y')];
  expect(layers(nodes, { w: zeros(4, 3), one: zeros(1) }).map(({ op, biased }) => [op, biased])).toEqual([
    ['MatMul', false],
    ['Add', false],
  ]);
});

test('what is known before the network runs, and what changes nothing, is no layer', () => {
  const made = layers(
    [
      node('Shape', ['x'], 'shape'),
      node('Identity', ['x'], 'same'),
      node('Exp', ['w'], 'e'),
      node('Mul', ['same', 'e'], 'm'),
      node('Reshape', ['m', 'shape'], 'y'),
    ],
    { w: zeros(4) },
  );
  expect(made.map(({ op, reads }) => [op, reads])).toEqual([
    ['Mul', ['x']],
    ['Reshape', [1]],
  ]);
});
