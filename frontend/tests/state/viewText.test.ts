import { describe, expect, test } from 'vitest';
import { modelOf, readAddress, writeAddress } from '../../src/state/address';
import { History, type Step } from '../../src/state/history';
import type { Placed } from '../../src/state/placed';
import { readSession, writeSession } from '../../src/state/session';
import { initialView, type View } from '../../src/state/view';
import { readView, writeView } from '../../src/state/viewText';
import type { Folder } from '../../src/sources/folder';
import { conditions, given } from '../conditions/conditions';
import { imageOutput } from '../outputs/images';

const initial = initialView(2, ['z1', 'z2'], conditions);
const walked: View = {
  z: Float32Array.of(0.25, -1.5),
  given: given(0.6, 0.4, 0, 2),
  range: 'data',
  random: 'data',
  locked: [0],
  plane: { kind: 'axes', axes: ['d:slant & turn', 'z2'] },
  frame: { x: 0.5, y: -0.25, span: 2 },
  layers: 'images',
  field: 'anisotropy',
  output: 2,
  ellipses: true,
  contours: true,
  filtered: [0, 3],
  colour: 'a:b;c',
  filters: 'age:1..2;note:~x%3By',
  pins: [given(1, 2, 1, 0, 0, 0.5), given(-1, 0.125, 0, 0, 1, 1)],
  curve: 'spline',
  loop: true,
  frames: 90,
  pace: 2.5,
  directions: [{ name: 'slant & turn; 1:2', vector: Float32Array.of(0.6, 0.8) }],
  smooth: true,
  hide: ['map', 'path'],
  with: 'other',
  by: 'class',
  there: Float32Array.of(1, 0, -0.5),
  theirs: 'size:2',
  seen: '2:z3',
  item: 'difference',
  thumbs: true,
  kept: [{ name: 'a:b;c', filters: 'age:10..20;note:~%7E' }],
  at: 4,
  network: { layer: 2, channel: 11 },
  noise: { item: 6, amount: 1.5, seed: 3 },
};
const folder: Folder = {
  name: 'mnist',
  latentDim: 2,
  output: imageOutput(),
  classes: [],
  conditions,
  conditionalEncoder: false,
  presets: [],
  latentShape: null,
  start: null,
  prior: [],
  provenance: {},
  live: [],
  predictor: null,
  training: false,
  hashes: { 'decoder.onnx': 'ab' },
};

describe('a view as text', () => {
  test('can be parsed again, with all its parts', () => {
    expect(Object.keys(writeView(walked, initial, conditions))).toEqual(Object.keys(initial));
    expect(readView(writeView(walked, initial, conditions), initial, conditions)).toEqual({ view: walked, faults: [] });
  });

  test('is empty for the initial view', () => {
    expect(writeView(initial, initial, conditions)).toEqual({});
  });

  test.each([
    [{ z: '1,2,3' }, 'z has 3 coordinates, but this model has 2 dimensions'],
    [{ z: '1,x' }, "z holds 'x', which is not a number"],
    [{ range: 'all' }, "range should be one of prior, data, absolute, but is 'all'"],
    [{ frame: '0,0,-1' }, 'frame should be x, y and a positive width'],
    [{ frames: '5000' }, 'frames should be a whole number from 2 to 2000'],
    [{ noise: '1:1:1:1' }, "noise should be item:amount:seed, but is '1:1:1:1'"],
    [{ noise: '1:3.5:1' }, 'noise should be from 0 to 3 deviations, but is 3.5'],
    [{ pace: '0' }, 'pace should be from 0.05 to 60 seconds'],
    [{ plane: 'z1' }, 'plane should name two axes'],
    [{ pins: '1,2;3' }, 'pins has 1 coordinates, but this model has 2 dimensions, and 6 with its conditions'],
    [{ given: 'size:1' }, "given holds 'size', which is no condition of this model"],
    [{ directions: ':1,2' }, 'directions has a direction without a name'],
    [{ locked: '0' }, 'locked should be a whole number from 1 to 2'],
    [{ locked: '3' }, 'locked should be a whole number from 1 to 2'],
    [{ z: '1e39,0' }, 'z holds 1e39, which is beyond 1000000'],
    [{ hide: 'everything' }, 'hide should name header'],
    [{ by: 'magic' }, "by should be one of point, image, class, but is 'magic'"],
    [{ there: '1,x' }, "there holds 'x', which is not a number"],
  ])('%j is refused with a sentence, and the rest is kept', (text, fault) => {
    const { view, faults } = readView({ ...text, smooth: '1' }, initial, conditions);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
    expect(view).toEqual({ ...initial, smooth: true });
  });

  test('has no plane of pins without three pins', () => {
    expect(readView({ plane: 'pins', pins: '1,2;3,4' }, initial, conditions).view.plane).toEqual(initial.plane);
  });
});

test('pins of a link without conditions have those of the model by default', () => {
  const { pins } = readView({ pins: '1,2;3,4,1,0,0,1' }, initial, conditions).view;
  expect(pins).toEqual([given(1, 2, 0, 1, 0, 0.5), given(3, 4, 1, 0, 0, 1)]);
});

describe('an address', () => {
  test('holds the model and the view', () => {
    const hash = `#${writeAddress({ ...folder, name: 'my model' }, walked, initial)}`;
    expect(modelOf(hash)).toBe('my model');
    expect(readAddress(hash, initial, conditions)).toEqual({ view: walked, faults: [] });
  });

  test('is short if little was changed', () => {
    expect(writeAddress(folder, { ...initial, z: Float32Array.of(0.5, -1) }, initial)).toBe('model=mnist&z=0.5,-1');
  });
});

describe('a session file', () => {
  test('restores the view', () => {
    expect(readSession(writeSession(folder, walked, initial), folder, initial)).toEqual({ view: walked, faults: [] });
  });

  test.each([
    ['{', 'it is not JSON'],
    ['[]', 'This file is not a session'],
    [JSON.stringify({ kind: 'latentwalk session', format: 9, view: {} }), 'has format 9'],
    [
      JSON.stringify({ kind: 'latentwalk session', format: 1, model: 'faces', view: {} }),
      "belongs to the model 'faces'. Open that model first.",
    ],
    [
      JSON.stringify({ kind: 'latentwalk session', format: 1, model: 'mnist', decoder: 'cd', view: {} }),
      'but to another training of it',
    ],
  ])('%s is refused', (text, sentence) => {
    expect(() => readSession(text, folder, initial)).toThrow(sentence);
  });
});

describe('history', () => {
  const at = (x: number, placed: Placed | null = null): Step => ({
    view: { ...initial, z: Float32Array.of(x, 0) },
    placed,
  });
  const start: Step = { view: initial, placed: null };

  test('goes back and forth, and drops undone steps when a new one is added', () => {
    const [first, second, third] = [at(1), at(2), at(3)];
    const history = new History(start);
    expect([history.add(first), history.add({ ...first }), history.add(second)]).toEqual([true, false, true]);
    expect([history.undo(), history.undo(), history.undo()]).toEqual([first, start, undefined]);
    expect(history.redo()).toBe(first);
    history.add(third);
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toBe(first);
  });

  test('can be amended in all its steps', () => {
    const history = new History(start);
    const first = at(1);
    history.add(first);
    history.amend((view) => ({ ...view, smooth: true }));
    expect(history.undo()).toEqual({ view: { ...initial, smooth: true }, placed: null });
    expect(history.redo()).toEqual({ view: { ...first.view, smooth: true }, placed: null });
  });

  test('merges a change into the present step, but not into an older one', () => {
    const history = new History(start);
    const [first, second, third] = [at(1), at(2), at(3)];
    history.add(first);
    history.add(second, first);
    history.add(third, first);
    expect([history.undo(), history.undo(), history.undo()]).toEqual([second, start, undefined]);
  });

  test('restores the placed image, and counts another image as a step', () => {
    const image = (): Placed => ({
      sample: new Uint8Array(1),
      posterior: { mean: Float32Array.of(1, 0), logvar: new Float32Array(2) },
      strokes: [],
    });
    const history = new History(start);
    const drawn = at(1, image());
    history.add(drawn);
    expect(history.add({ ...drawn, placed: image() })).toBe(true);
    expect(history.undo()?.placed).toBe(drawn.placed);
    expect(history.undo()?.placed).toBeNull();
  });
});
