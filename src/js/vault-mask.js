const ASTERISK = 42;
/** One character for each byte. */
const decoder = new TextDecoder("windows-1252");

/**
 * A body in which each of the tokens that `tokens()` gives has become asterisks, wherever chunks end: an API that answers
 * with what it was asked must not carry a token to the page. `ended` is called when no more of it comes.
 */
export function maskedStream(body, tokens, ended) {
  const reader = body.getReader();
  let held = new Uint8Array();
  return new ReadableStream({
    async pull(controller) {
      // Until there is something to give, or no more.
      for (;;) {
        const { done, value } = await reader.read().catch((reason) => {
          ended();
          throw reason;
        });
        const bytes = done ? held : joined(held, value);
        const length = done ? bytes.length : mask(bytes, tokens());
        if (done) ended();
        held = bytes.slice(length);
        if (length > 0) controller.enqueue(bytes.slice(0, length));
        if (done) controller.close();
        if (done || length > 0) return;
      }
    },
    cancel(reason) {
      ended();
      return reader.cancel(reason);
    },
  });
}

/** Masks the tokens in the bytes. Gives how many bytes can go: an end that may be a token's beginning waits for the rest. */
function mask(bytes, tokens) {
  const text = decoder.decode(bytes);
  let length = text.length;
  for (const token of tokens) {
    for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + token.length)) bytes.fill(ASTERISK, at, at + token.length);
    length = Math.min(length, beginning(text, token));
  }
  return length;
}

/** Where the text's end is the beginning of the token; the text's length where it is not. */
function beginning(text, token) {
  const [first] = token;
  for (let at = text.indexOf(first, Math.max(0, text.length - token.length + 1)); at >= 0; at = text.indexOf(first, at + 1)) {
    if (token.startsWith(text.slice(at))) return at;
  }
  return text.length;
}

function joined(held, value) {
  const bytes = new Uint8Array(held.length + value.length);
  bytes.set(held);
  bytes.set(value, held.length);
  return bytes;
}
