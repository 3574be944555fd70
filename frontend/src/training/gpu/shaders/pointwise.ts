import { each, word } from './prelude';

/** Without infinity, which shaders need not know. */
const SIGMOID = `
fn sigmoid(x: f32) -> f32 { return 1 / (1 + exp(-clamp(x, -80, 80))); }
`;

const [FIRST, SECOND, THIRD, FOURTH, FIFTH] = [0, 1, 2, 3, 4].map(word);
/** A number after the addresses. */
const float = (at: number): string => `float(step + ${at + 1})`;

/** Words: to. */
export const clear = each(`memory[${FIRST} + i] = 0;`);

/** Words: from, to. */
export const copy = each(`memory[${SECOND} + i] = memory[${FIRST} + i];`);

/** Words: row, to, n. */
export const spread = each(`memory[${SECOND} + i] = memory[${FIRST} + i % ${THIRD}];`);

/** Words: row, to, n, factor. */
export const addRow = each(`memory[${SECOND} + i] += ${float(3)} * memory[${FIRST} + i % ${THIRD}];`);

/** Words: x, y. */
export const relu = each(`memory[${SECOND} + i] = max(memory[${FIRST} + i], 0);`);

/** Words: y, dy, dx. */
export const reluGradient = each(
  `memory[${THIRD} + i] = select(0.0, memory[${SECOND} + i], memory[${FIRST} + i] > 0);`,
);

/** Words: x, y. */
export const silu = each(
  `let x = memory[${FIRST} + i];
    memory[${SECOND} + i] = x * sigmoid(x);`,
  SIGMOID,
);

/** Words: x, dy, dx. */
export const siluGradient = each(
  `let x = memory[${FIRST} + i];
    let s = sigmoid(x);
    memory[${THIRD} + i] = memory[${SECOND} + i] * s * (1 + x * (1 - s));`,
  SIGMOID,
);

/** The squared error of tanh(x), and its gradient by x times a factor. Words: x, wanted, dx, errors, factor. */
export const squared = each(
  `let y = 2 * sigmoid(2 * memory[${FIRST} + i]) - 1;
    let error = y - memory[${SECOND} + i];
    memory[${THIRD} + i] = 2 * ${float(4)} * error * (1 - y * y);
    memory[${FOURTH} + i] = error * error;`,
  SIGMOID,
);

/** The cross-entropy of the logit 2 x to (1 + wanted) / 2, and its gradient. Words: x, wanted, dx, errors, factor. */
export const bernoulli = each(
  `let logit = 2 * memory[${FIRST} + i];
    let share = (memory[${SECOND} + i] + 1) / 2;
    memory[${THIRD} + i] = 2 * ${float(4)} * (sigmoid(logit) - share);
    memory[${FOURTH} + i] = max(logit, 0) + log(1 + exp(-min(abs(logit), 80))) - share * logit;`,
  SIGMOID,
);

/** Log-variances are clamped to this before sampling. */
const DEVIATION = (bound: number): string => `
fn deviation(logvar: f32) -> f32 { return exp(clamp(logvar, -${bound}, ${bound}) / 2); }
`;

/** Points from means and log-variances (n, 2 d) and noise. Words: heads, noise, z, d. */
export const sample = (bound: number): string =>
  each(
    `let d = ${FOURTH};
    let mean = ${FIRST} + i / d * 2 * d + i % d;
    memory[${THIRD} + i] = memory[mean] + deviation(memory[mean + d]) * memory[${SECOND} + i];`,
    DEVIATION(bound),
  );

/**
 * The gradient of means and log-variances, of which that of the points is a part, and `price` times that of the
 * divergence the other. Words: heads, noise, gradient of the points, gradient, d, price.
 */
export const sampleGradient = (bound: number): string =>
  each(
    `let d = ${FIFTH};
    let at = i / d * 2 * d + i % d;
    let logvar = memory[${FIRST} + at + d];
    let slope = memory[${THIRD} + i];
    // a log-variance beyond the bound does not move the point
    let moved = select(0.0, slope * memory[${SECOND} + i] * 0.5 * deviation(logvar), abs(logvar) <= ${bound});
    memory[${FOURTH} + at] = slope + ${float(5)} * memory[${FIRST} + at];
    memory[${FOURTH} + at + d] = moved + ${float(5)} * 0.5 * (exp(min(logvar, 80)) - 1);`,
    DEVIATION(bound),
  );
