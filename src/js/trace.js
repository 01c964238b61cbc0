/** Tells exchanges one after the other, in the order of their ends. */
export function tracer(tell, loadTools) {
  let last = Promise.resolve();
  let id = 0;
  return (exchange) => {
    const entry = traceEntry(exchange, loadTools);
    // An exchange that cannot be made safe to show is not shown.
    last = Promise.allSettled([entry, last]).then(([{ value }]) => value && tell({ id: ++id, ...value }));
  };
}

/**
 * One exchange with the service, for the `trace` event. Bodies go through the second module's redaction; what is no JSON
 * cannot be told apart into what is secret and what is not, and is left out.
 */
async function traceEntry(exchange, loadTools) {
  const { redact } = await loadTools();
  const shown = (body) => {
    try {
      JSON.parse(body);
    } catch {
      return null;
    }
    return JSON.parse(redact(body));
  };
  const { method, url, target, body, startedAt, endedAt, status, text, error } = exchange;
  return {
    startedAt,
    duration: endedAt - startedAt,
    operation: target ? target.split(".").pop() : url.split("/").pop(),
    method,
    url,
    request: shown(body),
    ...(error ? { error } : { status, response: shown(text) }),
  };
}
