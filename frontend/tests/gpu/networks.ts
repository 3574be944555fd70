import { generator, normal } from '../numbers';
import { model, type AttributeValue, type NodeSpec, type Weights } from '../writer';

const random = generator(5);

/** Random weights after which values keep their size, if each output is a sum of `inputs` products. */
export function weights(shape: number[], inputs: number): Weights {
  const count = shape.reduce((a, b) => a * b, 1);
  return { shape, data: normal(random, count).map((value) => value * Math.sqrt(2 / inputs)) };
}

/** A network that is built layer by layer. A layer reads the one before it by default. */
export class Layers {
  private readonly nodes: NodeSpec[] = [];
  private readonly held: Record<string, Weights> = {};
  last = 'z';

  /** Adds a node, and returns the name of its output. */
  add(
    op: string,
    more: (Weights | string | undefined)[] = [],
    attributes: Record<string, AttributeValue> = {},
    from = this.last,
  ): string {
    const name = `t${this.nodes.length}`;
    const inputs = more.map((one, i) => {
      if (one === undefined || typeof one === 'string') return one ?? '';
      this.held[`${name} ${i}`] = one;
      return `${name} ${i}`;
    });
    this.nodes.push({ op, inputs: [from, ...inputs], outputs: [name], attributes });
    return (this.last = name);
  }

  dense(inputs: number, outputs: number): string {
    return this.add('Gemm', [weights([inputs, outputs], inputs), weights([outputs], outputs)]);
  }

  /** A convolution of `size` x `size` taps that keeps an image's sides. */
  conv(channels: number, width: number, size = 3): string {
    const half = (size - 1) / 2;
    return this.add('Conv', [weights([width, channels, size, size], channels * size * size), weights([width], width)], {
      pads: [half, half, half, half],
    });
  }

  /** A transposed convolution of 4 x 4 taps that doubles an image's sides. */
  doubling(channels: number, width: number): string {
    return this.add('ConvTranspose', [weights([channels, width, 4, 4], channels * 4), weights([width], width)], {
      pads: [1, 1, 1, 1],
      strides: [2, 2],
    });
  }

  shaped(...shape: number[]): string {
    return this.add('Reshape', [{ shape: [shape.length], data: shape }]);
  }

  bytes(latent: number): Uint8Array {
    return model(this.nodes, { z: [-1, latent] }, [this.last], this.held, 20);
  }
}

/** A multilayer perceptron that decodes to 10 numbers. */
export function perceptron(): Uint8Array {
  const net = new Layers();
  net.dense(16, 24);
  net.add('Relu');
  net.dense(24, 10);
  net.add('Sigmoid');
  return net.bytes(16);
}

/** A VAE's decoder: dense, and transposed convolutions to 32 x 32 RGB. */
export function vae(): Uint8Array {
  const net = new Layers();
  net.dense(16, 1024);
  net.add('Relu');
  net.shaped(-1, 64, 4, 4);
  for (const [channels, width] of [
    [64, 32],
    [32, 16],
  ] as const) {
    net.doubling(channels, width);
    net.add('Relu');
  }
  net.doubling(16, 3);
  net.add('Sigmoid');
  return net.bytes(16);
}

/** DCGAN's generator, an eighth as wide, for 64 x 64 RGB. */
export function dcgan(): Uint8Array {
  const net = new Layers();
  net.shaped(-1, 24, 1, 1);
  net.add('ConvTranspose', [weights([24, 64, 4, 4], 24)]);
  const widths = [64, 32, 16, 8];
  for (const [i, channels] of widths.entries()) {
    const positive = (): Weights => ({
      shape: [channels],
      data: weights([channels], 2).data.map((x) => 1 + Math.abs(x)),
    });
    net.add('BatchNormalization', [positive(), weights([channels], 2), weights([channels], 2), positive()]);
    net.add('Relu');
    net.doubling(channels, widths[i + 1] ?? 3);
  }
  net.add('Tanh');
  return net.bytes(24);
}

/** A transformer over 16 patches of 4 x 4, with two heads. */
export function transformer(): Uint8Array {
  const net = new Layers();
  const width = 32;
  net.dense(8, 16 * width);
  let stream = net.shaped(-1, 16, width);
  const linear = (inputs: number, outputs: number, from?: string): string => {
    net.add('MatMul', [weights([inputs, outputs], 2 * inputs)], {}, from);
    return net.add('Add', [weights([outputs], outputs)]);
  };
  const norm = (from: string): string =>
    net.add('LayerNormalization', [weights([width], 2), weights([width], 2)], {}, from);
  for (let layer = 0; layer < 2; layer++) {
    const x = norm(stream);
    const headed = (perm: number[]): string => {
      linear(width, width, x);
      net.shaped(-1, 16, 2, width / 2);
      return net.add('Transpose', [], { perm });
    };
    const [q, k, v] = [headed([0, 2, 1, 3]), headed([0, 2, 3, 1]), headed([0, 2, 1, 3])];
    net.add('MatMul', [k], {}, q);
    net.add('Mul', [{ shape: [], data: Float32Array.of((width / 2) ** -0.5) }]);
    net.add('Softmax', [], { axis: -1 });
    net.add('MatMul', [v]);
    net.add('Transpose', [], { perm: [0, 2, 1, 3] });
    net.shaped(-1, 16, width);
    linear(width, width);
    stream = net.add('Add', [stream]);
    linear(width, 4 * width, norm(stream));
    net.add('Gelu');
    linear(4 * width, width);
    stream = net.add('Add', [stream]);
  }
  linear(width, 16, norm(stream));
  net.shaped(-1, 4, 4, 4, 4);
  net.add('Transpose', [], { perm: [0, 1, 3, 2, 4] });
  net.shaped(-1, 1, 16, 16);
  net.add('Sigmoid');
  return net.bytes(8);
}

/** The decoder of AutoencoderTiny, a quarter as wide and with one block a level, for 16 x 16 RGB. */
export function tiny(): Uint8Array {
  const net = new Layers();
  const width = 16;
  const block = (): void => {
    const before = net.last;
    for (let i = 0; i < 3; i++) {
      if (i) net.add('Relu');
      net.conv(width, width);
    }
    net.add('Add', [before]);
    net.add('Relu');
  };
  net.shaped(-1, 4, 2, 2);
  net.conv(4, width);
  net.add('Relu');
  for (let level = 0; level < 3; level++) {
    block();
    net.add('Resize', [undefined, { shape: [4], data: Float32Array.of(1, 1, 2, 2) }], { mode: 'nearest' });
    net.conv(width, width);
  }
  block();
  net.conv(width, 3);
  return net.bytes(16);
}

/** As in StyleGAN2: styles scale the inputs of convolutions and images are enlarged and added, to 16 x 16 RGB. */
export function styled(): Uint8Array {
  const net = new Layers();
  const width = 12;
  net.dense(8, 16);
  const style = net.add('LeakyRelu', [], { alpha: { float: 0.2 } });
  net.dense(16, width * 16);
  let x = net.shaped(-1, width, 4, 4);
  let image = '';
  for (let level = 0; level < 3; level++) {
    const enlarged = (from: string): string =>
      net.add('Resize', [undefined, { shape: [4], data: Float32Array.of(1, 1, 2, 2) }], { mode: 'linear' }, from);
    if (level) [x, image] = [enlarged(x), enlarged(image)];
    net.add('Gemm', [weights([16, width], 16), weights([width], 2)], {}, style);
    const scale = net.shaped(-1, width, 1, 1);
    net.add('Mul', [scale], {}, x);
    net.conv(width, width);
    net.add('InstanceNormalization', [weights([width], 2), weights([width], 2)]);
    x = net.add('LeakyRelu', [], { alpha: { float: 0.2 } });
    const added = net.conv(width, 3, 1);
    if (level) net.add('Add', [image]);
    image = level ? net.last : added;
  }
  return net.bytes(8);
}
