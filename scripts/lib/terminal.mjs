/** How scripts speak: plain lines, the same in a terminal and in a log. */
export function say(line = "") {
  process.stdout.write(`${line}\n`);
}

export function progress(line) {
  say(`      … ${line.slice(0, 140)}`);
}

export function heading(line) {
  say();
  say(`── ${line} ${"─".repeat(Math.max(0, 76 - line.length))}`);
}

export function seconds(milliseconds) {
  const total = milliseconds / 1000;
  if (total < 60) return `${total.toFixed(1)} s`;
  return `${Math.floor(total / 60)} min ${String(Math.floor(total % 60)).padStart(2, "0")} s`;
}

/** Runs named steps in order and shows the number, the name and the time of each. A step returns a note or nothing. */
export async function runSteps(steps) {
  const started = performance.now();
  for (const [index, { title, run }] of steps.entries()) {
    say(`[${index + 1}/${steps.length}] ${title}`);
    const from = performance.now();
    const note = await run();
    say(`      ${note ?? "done"} (${seconds(performance.now() - from)}, ${seconds(performance.now() - started)} in all)`);
  }
}

/** Ends the process with a message instead of a stack, where the failure explains itself. */
export function fail(error) {
  say();
  say(error.name === "CommandError" || error.name === "SetupError" ? error.message : (error.stack ?? String(error)));
  process.exitCode = 1;
}
