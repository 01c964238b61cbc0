/**
 * What the work gives, unless the caller's signal or the time ends the wait first: then the fault `Aborted` or `Timeout`.
 * The work itself goes on.
 */
export async function within(work, { signal, timeout }) {
  let timer;
  let abort;
  const stopped = new Promise((_, reject) => {
    const stop = (code) => reject({ code, retryable: code === "Timeout" });
    timer = setTimeout(stop, timeout, "Timeout");
    abort = () => stop("Aborted");
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
