import { filesIn } from "../lib/fingerprint.mjs";
import { countNode, judge } from "../lib/counts.mjs";
import { showFailure } from "../lib/failure.mjs";
import { localCognitoBinary } from "../lib/local-cognito.mjs";
import { run } from "../lib/process.mjs";
import { say } from "../lib/terminal.mjs";

/**
 * A stage that runs the `*.test.mjs` files of one folder by Node's own test runner. `env` is for them. So many files run
 * `atOnce`: by default one after the other, since each may start browsers and servers.
 */
export function nodeStage(folder, env = {}, atOnce = 1) {
  return async ({ verbose }) => {
    const files = filesIn(folder).filter((file) => file.endsWith(".test.mjs"));
    if (files.length === 0) {
      say(`  ✗ no tests in ${folder}`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
    const args = ["--test", `--test-concurrency=${atOnce}`, "--test-reporter=spec", ...files];
    const result = await run(process.execPath, args, {
      log: `test-${folder.replaceAll("/", "-")}`,
      env: { LOCAL_COGNITO_BIN: localCognitoBinary(), NO_COLOR: "1", ...env },
      check: false,
      verbose,
    });
    const counts = judge(result, countNode(result.output));
    showFailure(result, counts);
    return counts;
  };
}
