import js from "@eslint/js";
import globals from "globals";

const strict = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  curly: ["error", "multi-line"],
  eqeqeq: ["error", "always", { null: "ignore" }],
  "no-console": "error",
  "no-eval": "error",
  "no-implicit-coercion": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-self-compare": "error",
  "no-template-curly-in-string": "error",
  "no-unmodified-loop-condition": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
  "require-atomic-updates": "off",
};

// Assigning to these makes markup or script from text: Trusted Types forbid it in the demo, so does the linter.
const message = "Build elements instead.";
const SINKS = [
  ...["innerHTML", "outerHTML", "srcdoc", "insertAdjacentHTML"].map((property) => ({ property, message })),
  ...["write", "writeln"].map((property) => ({ object: "document", property, message })),
];

export default [
  { ignores: ["pkg/", "target/", ".cache/", "node_modules/", "bench/dist/", "test-results/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { files: ["**/*.{js,mjs}"], languageOptions: { ecmaVersion: 2023, sourceType: "module" }, rules: strict },
  { files: ["scripts/**", "tests/**", "bench/*.mjs", "*.config.js"], languageOptions: { globals: globals.nodeBuiltin } },
  { files: ["tests/**", "bench/**"], languageOptions: { globals: { ...globals.nodeBuiltin, ...globals.browser } } },
  {
    files: ["www/**", "src/js/**"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-properties": ["error", ...SINKS] },
  },
  { files: ["src/js/{node,workerd}.js"], languageOptions: { globals: globals["shared-node-browser"] } },
];
