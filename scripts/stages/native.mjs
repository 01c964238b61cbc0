import { countCargo, judge } from "../lib/counts.mjs";
import { run } from "../lib/process.mjs";
import { showFailure } from "../lib/failure.mjs";

export const title = "Native tests of the SDK and of the local Cognito";

export async function stage({ verbose }) {
  const args = ["test", "--locked", "--workspace", "--no-fail-fast"];
  const result = await run("cargo", args, { log: "test-native", check: false, verbose });
  const counts = judge(result, countCargo(result.output));
  showFailure(result, counts);
  return counts;
}
