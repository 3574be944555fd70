// The same network in TensorFlow.js, if it is there: npm install --no-save @tensorflow/tfjs. Its WebAssembly backend has
// no gradients of convolutions, so the one in plain JavaScript is timed.

const BATCH = 128;

/** Seconds per step of TensorFlow.js; null if it is not installed. */
export async function rivalStep(steps) {
  const tf = await import('@tensorflow/tfjs').catch(() => null);
  if (!tf) return null;
  await tf.setBackend('cpu');
  const weight = (shape, inputs) => {
    const bound = 1 / Math.sqrt(inputs);
    return tf.variable(tf.randomUniform(shape, -bound, bound));
  };
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
  const times = [];
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    const cost = adam.minimize(() => loss(images, tf.randomNormal([BATCH, 6])), true);
    await cost.data();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}
