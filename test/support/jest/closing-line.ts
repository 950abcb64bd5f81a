import { writeSync } from 'node:fs';

interface RunResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be run: they have no tests to count, but they failed. */
  readonly numRuntimeErrorTestSuites: number;
}

/** Prints the figures of the whole run as its very last line: `N passed, N failed`, with `, N skipped` where any was. */
export default class ClosingLine {
  onRunComplete(_contexts: unknown, results: RunResults): void {
    // Jest's own summary comes after every other reporter, so the line waits for the end of the process.
    process.once('exit', () => writeSync(process.stdout.fd, `${closingLine(results)}\n`));
  }
}

function closingLine(results: RunResults): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  return `${results.numPassedTests} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
