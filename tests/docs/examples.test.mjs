import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "./compiler.mjs";
import { blocks, documents } from "./documents.mjs";

const examples = documents().flatMap(({ name, text }) =>
  blocks(text).filter(({ language }) => language === "ts").map(({ code, line }) => ({ name, line, code })),
);
const verdicts = compile(examples.map(({ code }) => code));

test("there are examples, in the README and in the guides", () => {
  assert.ok(examples.filter(({ name }) => name === "README.md").length >= 2);
  assert.ok(examples.filter(({ name }) => name.startsWith("docs/")).length >= 5);
});

for (const [index, { name, line }] of examples.entries()) {
  test(`the example at ${name}:${line} compiles`, () => {
    assert.deepEqual(verdicts[index].map(({ line: inside, message }) => `${name}:${line + inside} ${message}`), []);
  });
}

test("an example that calls what is not there is found out", () => {
  const [wrongOption, wrongCode, right] = compile([
    `\nawait auth.signIn({ username, pasword: password });`,
    `import { CognitoError } from "cognito-wasm";\nexport const is = (error: CognitoError) => error.code === "WrongPassword";`,
    `await auth.signIn({ username, password });`,
  ]);
  assert.deepEqual(wrongOption.map(({ line }) => line), [2]);
  assert.match(wrongOption[0].message, /pasword/);
  assert.deepEqual(wrongCode.map(({ line }) => line), [2]);
  assert.deepEqual(right, []);
});
