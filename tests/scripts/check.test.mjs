import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib/paths.mjs";
import { filesLongerThan } from "../../scripts/stages/check.mjs";

test("files of every folder and language are counted", async () => {
  const names = (await filesLongerThan(0)).map(({ name }) => name);
  for (const name of ["src/engine.rs", "kernel/src/lib.rs", "local/src/service.rs", "www/index.html", "www/styles/base.css", "www/app.js", "scripts/test.mjs", "src/js/index.d.ts", "tests/srp.rs", "bench/run.mjs"]) {
    assert.ok(names.includes(name), name);
  }
  assert.ok(!names.includes("src/js/errors.js"), "what is generated is not counted");
});

test("a file that has grown too long is named, with its lines, also before it is committed", async () => {
  const file = path.join(root, "scripts", "too-long.test-only.mjs");
  try {
    writeFileSync(file, "// one\n".repeat(401));
    assert.deepEqual(await filesLongerThan(400), [{ name: "scripts/too-long.test-only.mjs", lines: 401 }]);
  } finally {
    rmSync(file, { force: true });
  }
});
