import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Tests that are listed. */
const COUNT = 10;

/** Lists the slowest tests after a whole run, so that one that has become slow is noticed. */
export class Slowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length < 2) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const duration = (test: TestCase): number => test.diagnostic()?.duration ?? 0;
    const slowest = tests.sort((a, b) => duration(b) - duration(a)).slice(0, COUNT);
    console.log('\nThe slowest tests:');
    for (const test of slowest) {
      console.log(`${duration(test).toFixed(0).padStart(7)} ms  ${test.module.relativeModuleId}: ${test.fullName}`);
    }
  }
}
