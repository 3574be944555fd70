import { beforeEach, expect, test } from 'vitest';
import { Answers } from '../../src/share/lesson/answers';

const ANSWER = { step: 2, question: 'How many, "z"?', choice: 'four, or so', right: true };
let kept: Map<string, string>;
const opened = (title = 'Numbers'): Answers =>
  new Answers(title, () => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }));

beforeEach(() => {
  kept = new Map();
});

test('answers, the step and what was revealed are there again at the next visit', () => {
  const first = opened();
  first.go(3);
  first.reveal(2);
  first.add(ANSWER);
  const next = opened();
  expect([next.at, next.all, next.right]).toEqual([3, [ANSWER], 1]);
  expect([next.isRevealed(2), next.isRevealed(3)]).toEqual([true, false]);
});

test('another lesson, and a question that was changed, have no answer', () => {
  opened().add(ANSWER);
  expect(opened('Letters').all).toEqual([]);
  expect(opened().choice(2, ANSWER.question)).toBe(ANSWER.choice);
  expect(opened().choice(2, 'How many?')).toBeUndefined();
  expect(opened().choice(3, ANSWER.question)).toBeUndefined();
});

test('answers to questions that are no longer asked are forgotten, and not counted', () => {
  const answers = opened();
  answers.add(ANSWER);
  answers.add({ ...ANSWER, step: 3 });
  answers.keepThose((step) => step === 3);
  expect([answers.right, opened().all]).toEqual([1, [{ ...ANSWER, step: 3 }]]);
});

test('cleared answers do not come back', () => {
  opened().add(ANSWER);
  opened().clear();
  expect(opened().all).toEqual([]);
});

test('the CSV has a row for each answer, in the order of the steps', () => {
  const answers = opened();
  answers.add(ANSWER);
  answers.add({ step: 1, question: 'What?', choice: 'this', right: false });
  expect(answers.csv().split('\r\n')).toEqual([
    'step,question,answer,right',
    '1,What?,this,no',
    '2,"How many, ""z""?","four, or so",yes',
    '',
  ]);
});

test('without storage the answers last as long as the page', () => {
  const answers = new Answers('Numbers', () => {
    throw new Error('refused');
  });
  answers.add(ANSWER);
  expect(answers.all).toEqual([ANSWER]);
});

test.each(['{', 'null', '{"at":1,"revealed":[],"answers":[{"step":1}]}', '{"at":"x"}'])(
  'what this page did not write is ignored: %s',
  (text) => {
    kept.set('latentwalk lesson Numbers', text);
    expect([opened().at, opened().all]).toEqual([0, []]);
  },
);
