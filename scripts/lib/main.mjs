import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Whether a module is what Node was asked to run, rather than imported by it. */
export function isMain(moduleUrl) {
  const [, script] = process.argv;
  return script !== undefined && moduleUrl === pathToFileURL(realpathSync(script)).href;
}

/** The value after `--name` on the command line. */
export function option(name, otherwise) {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? otherwise : process.argv[index + 1];
}

export function hasFlag(name) {
  return process.argv.includes(`--${name}`);
}
