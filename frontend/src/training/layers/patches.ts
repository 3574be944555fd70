import type { Address, Kernels, Workspace } from '../workspace';
import type { Parameter, Parameters } from '../parameters';
import { sizeOf, type Shape } from './layer';

/** A kernel's sides, stride and padding, and by how much a transpose is longer: rows, then columns. */
export interface Window {
  kernel: readonly [number, number];
  stride: readonly [number, number];
  padding: readonly [number, number];
  extra?: readonly [number, number];
}

/** Floats between two rows of patches, so that a column does not always fall on the same lines of the cache. */
const GAP = 4;

/**
 * The linear map of a convolution from images to features, and its transpose, by matrix products with the images'
 * patches: features = patches(images) P, images = fold(features P'), with P (kernel rows, kernel columns, channels,
 * features).
 */
export class Patches {
  readonly weight: Parameter;
  private kernels!: Kernels;
  private workspace!: Workspace;
  private geometry: Address = 0;
  private forwards: Address = 0;
  private backwards: Address = 0;
  /** Numbers of a patch, and bytes from one to the next. */
  private readonly length: number;
  private readonly row: number;
  private readonly places: number;
  /** Images whose patches are made at once. */
  private group = 1;
  /** What the kernels know of the geometry: kernels/patches.ts lists it. */
  private readonly words: number[];

  constructor(
    private readonly parameters: Parameters,
    name: string,
    private readonly image: Shape,
    private readonly features: Shape,
    { kernel, stride, padding }: Window,
    /** The inputs of an output, by which initial weights are scaled. */
    inputs: number,
  ) {
    const [, , channels] = image;
    const [rows, columns, depth] = features;
    this.length = kernel[0] * kernel[1] * channels;
    this.row = 4 * (this.length + GAP);
    this.places = rows * columns;
    const split = [depth, channels, ...kernel];
    // a curve has one axis
    const shape = image[0] === 1 ? [depth, channels, kernel[1]] : split;
    this.weight = parameters.add(`${name}.weight`, shape, 1 / Math.sqrt(inputs), split, [2, 3, 1, 0]);
    this.words = [...image, rows, columns, ...kernel, stride[0], padding[0], stride[1], padding[1]];
  }

  place(workspace: Workspace, n: number): void {
    const { length, places } = this;
    const depth = this.features[2];
    const group = Math.max(1, Math.min(n, Math.floor(workspace.atOnce / (this.places * this.row))));
    this.group = group;
    this.workspace = workspace;
    this.kernels = workspace.kernels;
    this.geometry = workspace.words(this.words);
    this.forwards = workspace.reserve(length * (depth + 7));
    this.backwards = workspace.reserve(depth * (length + 7));
    workspace.patches.need = Math.max(workspace.patches.need, (group * places * this.row) / 4);
    workspace.packed.need = Math.max(workspace.packed.need, group * places * (depth + 7));
  }

  prepare(): void {
    const depth = this.features[2];
    const weight = this.parameters.of(this.weight);
    this.kernels.pack(weight, 4 * depth, 4, this.forwards, this.length, depth);
    this.kernels.pack(weight, 4, 4 * depth, this.backwards, depth, this.length);
  }

  /** Adds to the features (n, rows, columns, depth) those of n images. */
  gather(images: Address, features: Address, n: number): void {
    const { kernels, length, row } = this;
    const depth = this.features[2];
    this.groups(n, images, features, (patches, image, feature, count, places) => {
      kernels.unfold(this.geometry, count, image, patches, row);
      kernels.multiply(patches, row, 4, this.forwards, feature, 4 * depth, places, depth, length, 1);
    });
  }

  /** Adds to the images (n, h, w, channels) those of n feature maps. */
  scatter(features: Address, images: Address, n: number): void {
    const { kernels, length, row } = this;
    const depth = this.features[2];
    this.groups(n, images, features, (patches, image, feature, count, places) => {
      kernels.multiply(feature, 4 * depth, 4, this.backwards, patches, row, places, length, depth, 0);
      kernels.fold(this.geometry, count, image, patches, row);
    });
  }

  /** Adds the gradient of the weights: of `gather`, for images and the gradient of features, or of `scatter`. */
  learn(images: Address, features: Address, n: number): void {
    const { kernels, length, row, workspace } = this;
    const depth = this.features[2];
    const gradient = this.parameters.gradientOf(this.weight);
    const packed = workspace.packed.address;
    this.groups(n, images, features, (patches, image, feature, count, places) => {
      kernels.unfold(this.geometry, count, image, patches, row);
      kernels.pack(feature, 4 * depth, 4, packed, places, depth);
      kernels.multiply(patches, 4, row, packed, gradient, 4 * depth, length, depth, places, 1);
    });
  }

  /** Calls back with the addresses and the number of the images of each group, and the number of their patches. */
  private groups(
    n: number,
    images: Address,
    features: Address,
    each: (patches: Address, image: Address, feature: Address, count: number, places: number) => void,
  ): void {
    const [size, depth] = [4 * sizeOf(this.image), 4 * sizeOf(this.features)];
    const { address } = this.workspace.patches;
    for (let i = 0; i < n; i += this.group) {
      const count = Math.min(this.group, n - i);
      each(address, images + i * size, features + i * depth, count, count * this.places);
    }
  }
}
