import { Engine } from '../src/engine/client';
import { adapterOf, isSoftware } from '../src/engine/gpu/adapter';
import { Gpu } from '../src/engine/gpu/gpu';
import type { Network } from '../src/engine/network';

export interface GpuReport {
  /** Milliseconds from opening the file to the first image. */
  start: number;
  times: { batch: number; wasm: number[]; gpu: number[]; difference: number; range: number }[];
}

/** The GPU's name, and whether the processor emulates it; null if there is none. */
async function adapter(): Promise<{ name: string; software: boolean } | null> {
  try {
    const found = await adapterOf(true);
    const { vendor, architecture, description } = found.info;
    return { name: [vendor, architecture, description].filter(Boolean).join(' '), software: isSoftware(found) };
  } catch {
    return null;
  }
}

/** Milliseconds of computing, by WebAssembly and on the GPU in turn. */
async function benchGpu(url: string, batches: number[], rounds: number): Promise<GpuReport> {
  const file = await (await fetch(url)).arrayBuffer();
  const wasm = await Engine.open(file.slice(0));
  const started = performance.now();
  const gpu = await Gpu.open(file, true);
  const input = gpu.inputs[0]!;
  const size = input.shape.slice(1).reduce((a, b) => a * b, 1);
  let start = 0;
  const times: GpuReport['times'] = [];
  for (const batch of batches) {
    const one = { batch, wasm: [] as number[], gpu: [] as number[], difference: 0, range: 0 };
    const z = Float32Array.from({ length: batch * size }, () => Math.random() + Math.random() + Math.random() - 1.5);
    const timed = async (network: Network, list: number[]): Promise<Float32Array> => {
      const answer = await network.timed({ lane: 0, inputs: { [input.name]: z }, batch });
      list.push(answer.milliseconds);
      return Object.values(answer.results)[0] as Float32Array;
    };
    for (let round = 0; round <= rounds; round++) {
      const there = await timed(gpu, one.gpu);
      start ||= performance.now() - started;
      const here = await timed(wasm, one.wasm);
      there.forEach((value, i) => {
        one.difference = Math.max(one.difference, Math.abs(value - here[i]!));
        one.range = Math.max(one.range, Math.abs(here[i]!));
      });
      // the first round compiles
      if (!round) one.gpu.length = one.wasm.length = 0;
    }
    times.push(one);
  }
  wasm.close();
  gpu.close();
  return { start, times };
}

Object.assign(window, { adapter, benchGpu });
