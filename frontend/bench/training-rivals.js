// The same network in other libraries for the browser, those that are there:
//   npm install --no-save @tensorflow/tfjs @jax-js/jax

const BATCH = 128;

/** Bounds of the uniform distribution from which weights with so many inputs are drawn. */
const bound = (inputs) => 1 / Math.sqrt(inputs);

/** Seconds per step of each library that is installed, by its name; null for the others. */
export async function rivalSteps(steps) {
  return {
    'TensorFlow.js, plain JavaScript': await tensorFlowStep(steps),
    'jax-js, WebAssembly, without its optimizer': await jaxStep(steps),
  };
}

/** TensorFlow.js has no gradients of convolutions in WebAssembly, so the backend in plain JavaScript is timed. */
async function tensorFlowStep(steps) {
  const tf = await import('@tensorflow/tfjs').catch(() => null);
  if (!tf) return null;
  await tf.setBackend('cpu');
  const weight = (shape, inputs) => tf.variable(tf.randomUniform(shape, -bound(inputs), bound(inputs)));
  const [first, second] = [weight([4, 4, 1, 16], 16), weight([4, 4, 16, 32], 256)];
  const [heads, linear] = [weight([1568, 12], 1568), weight([6, 1568], 6)];
  const [third, fourth] = [weight([4, 4, 16, 32], 256), weight([4, 4, 1, 16], 16)];
  const adam = tf.train.adam(0.005);
  const loss = (images, noise) => {
    const inner = tf.relu(tf.conv2d(tf.relu(tf.conv2d(images, first, 2, 'same')), second, 2, 'same'));
    const [mean, logvar] = tf.split(tf.matMul(inner.reshape([BATCH, 1568]), heads), 2, 1);
    const z = mean.add(logvar.mul(0.5).exp().mul(noise));
    const grid = tf.matMul(z, linear).reshape([BATCH, 7, 7, 32]);
    const up = tf.relu(tf.conv2dTranspose(grid, third, [BATCH, 14, 14, 16], 2, 'same'));
    const made = tf.tanh(tf.conv2dTranspose(up, fourth, [BATCH, 28, 28, 1], 2, 'same'));
    const kl = mean.square().add(logvar.exp()).sub(1).sub(logvar).sum().mul(0.5);
    return made.sub(images).square().sum().add(kl).div(BATCH);
  };
  const images = tf.randomUniform([BATCH, 28, 28, 1], -1, 1);
  const step = async () => {
    const cost = adam.minimize(() => loss(images, tf.randomNormal([BATCH, 6])), true);
    await cost.data();
  };
  return timed(steps, step);
}

/** The loss and its gradient, compiled; an array is used up where it is read without `ref`. */
async function jaxStep(steps) {
  const jax = await import('@jax-js/jax').catch(() => null);
  if (!jax) return null;
  const { lax, nn, numpy: np, random, tree } = jax;
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  let drawn = 0;
  const weight = (shape, inputs) =>
    random.uniform(random.key(drawn++), shape, { minval: -bound(inputs), maxval: bound(inputs) });
  const weights = {
    first: weight([16, 1, 4, 4], 16),
    second: weight([32, 16, 4, 4], 256),
    heads: weight([1568, 12], 1568),
    linear: weight([6, 1568], 6),
    third: weight([16, 32, 4, 4], 256),
    fourth: weight([1, 16, 4, 4], 16),
  };
  const half = (x, w) => lax.convGeneralDilated(x, w, [2, 2], [[1, 1], [1, 1]]); // prettier-ignore
  const double = (x, w) => lax.convGeneralDilated(x, w, [1, 1], [[2, 2], [2, 2]], { lhsDilation: [2, 2] }); // prettier-ignore
  const loss = ({ first, second, heads, linear, third, fourth }, images, noise) => {
    const inner = nn.relu(half(nn.relu(half(images.ref, first)), second)).reshape([BATCH, 1568]);
    const [mean, logvar] = np.split(np.matmul(inner, heads), 2, 1);
    const z = mean.ref.add(np.exp(logvar.ref.mul(0.5)).mul(noise));
    const grid = np.matmul(z, linear).reshape([BATCH, 32, 7, 7]);
    const made = np.tanh(double(nn.relu(double(grid, third)), fourth));
    const kl = np.sum(np.square(mean).add(np.exp(logvar.ref)).sub(1).sub(logvar)).mul(0.5);
    return np
      .sum(np.square(made.sub(images)))
      .add(kl)
      .div(BATCH);
  };
  const graded = jax.jit((all, images, noise) => jax.valueAndGrad(loss)(all, images, noise));
  const images = random.uniform(random.key(drawn++), [BATCH, 1, 28, 28], { minval: -1, maxval: 1 });
  const step = async () => {
    const noise = random.normal(random.key(drawn++), [BATCH, 6]);
    await jax.blockUntilReady(graded(tree.ref(weights), images.ref, noise));
  };
  // the first one compiles
  await step();
  return timed(steps, step);
}

async function timed(steps, step) {
  const times = [];
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    await step();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}
