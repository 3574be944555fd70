import { Device } from '../engine/gpu/device';
import { architectureOf, type Architecture } from './architecture';
import { RECIPE } from './descent';
import { GpuNetwork } from './gpu/network';
import type { Partner } from './gradients';
import { isCurve } from './layers/layer';
import { Machine } from './machine';
import type { News, Order, Result, Task } from './messages';
import { Network, type Likelihood } from './network';
import type { Settings } from './settings';
import { Trainer } from './trainer';

/** Milliseconds after the last move of the user until the next step. */
const REST = 250;

let trainer: Trainer | undefined;
/** The time before which no step is made. */
let resting = 0;

const post = (news: News, transfer: Transferable[] = []): void => self.postMessage(news, transfer);

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  try {
    if ('command' in data) {
      const rejected = trainer?.controls.act(data.command, trainer.rest);
      if (rejected) post({ rejected });
    } else if ('hand' in data) resting = performance.now() + REST;
    else if ('help' in data) await help(data.help.architecture, data.help.likelihood, data.help.port);
    else await lead(data.lead);
  } catch (error) {
    post({ failed: (error as Error).message });
  }
};

async function lead({ items, settings, from, ports }: Extract<Order, { lead: unknown }>['lead']): Promise<void> {
  const architecture = architectureOf(items, settings);
  const network = new Network(await Machine.create(), architecture, settings.likelihood);
  trainer = new Trainer(
    network,
    items,
    settings,
    ports.map(partner),
    {
      updated: (update) => post({ update }),
      shown: (shown) => post({ shown }),
      kept: (files) => post({ kept: files }),
    },
    turns(),
    from,
    isCurve(items.shape) ? null : gpu(architecture, settings),
  );
  post({ begun: trainer.begin() });
  post({ made: await trainer.run() });
}

/** A GPU that is ready to compute whole batches. Rejects if there is none. */
async function gpu(architecture: Architecture, { likelihood, beta }: Settings): Promise<Partner> {
  const network = await GpuNetwork.open(await Device.open(false), architecture, likelihood, RECIPE.batchSize);
  await network.prepare(beta);
  return network;
}

/** Computes the gradients of parts that arrive at a port. */
async function help(architecture: Architecture, likelihood: Likelihood, port: MessagePort): Promise<void> {
  const network = new Network(await Machine.create(), architecture, likelihood);
  const { parameters } = network;
  port.onmessage = ({ data: { part, beta, weights } }: MessageEvent<Task>) => {
    parameters.values.set(weights);
    const sums = network.learn(part.values, part.noise, beta, part.total);
    // the memory of the weights takes the gradient back
    weights.set(parameters.gradient);
    port.postMessage({ sums, gradient: weights } satisfies Result, [weights.buffer]);
  };
}

/** A worker at the other end of a port. */
function partner(port: MessagePort): Partner {
  return {
    learn: (part, beta, weights) =>
      new Promise((resolve) => {
        port.onmessage = ({ data }: MessageEvent<Result>) => resolve(data);
        const transfer = [part.values.buffer, part.noise.buffer, weights.buffer];
        port.postMessage({ part, beta, weights } satisfies Task, transfer);
      }),
  };
}

/** Lets waiting messages of the page be handled, since a message to oneself comes after them, and rests if it must. */
function turns(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const handled = (): Promise<void> =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  return async () => {
    await handled();
    for (let left; (left = resting - performance.now()) > 0;) await new Promise((resolve) => setTimeout(resolve, left));
  };
}
