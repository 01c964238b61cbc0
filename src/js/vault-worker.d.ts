/** A script for a `Worker` or `SharedWorker` with `{ type: "module" }`. It exports nothing; in a page it does nothing. */
export {};
