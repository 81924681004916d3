// Prints `N passed, N failed` from vitest's JSON report; fails when a test failed, or none ran.
import { readFileSync } from "node:fs";

let report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 1 };
try {
  report = JSON.parse(readFileSync(process.argv[2], "utf8"));
} catch {
  console.error("the test run left no report");
}
const { numPassedTests: passed, numPendingTests: skipped } = report;
// A file that cannot be loaded fails as a suite without any test of its own.
const broken = (report.testResults ?? []).filter(
  (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
).length;
const failed = report.numFailedTests + (report.testResults ? broken : 1);
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
