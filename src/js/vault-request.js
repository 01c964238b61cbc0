/** The page's side of `fetch`: a request as what a message can hold, and a `Response` from what the answer held. */

/** The parts of a request that the worker goes by. */
const MEMBERS = ["url", "method", "cache", "credentials", "integrity"];

export async function requestOf(input, { token, ...init }) {
  // Where the token would go then is for the other server to say.
  if (init.redirect === "follow") throw { code: "InvalidArgument", subject: "redirect" };
  let request;
  try {
    request = new Request(input, init);
  } catch (cause) {
    throw { code: "InvalidArgument", subject: "request", cause };
  }
  const { signal } = request;
  const read = await request.arrayBuffer().catch((cause) => {
    throw signal.aborted ? { code: "Aborted", cause } : { code: "InvalidArgument", subject: "body", cause };
  });
  const redirect = request.redirect === "manual" ? "manual" : "error";
  const members = Object.fromEntries(MEMBERS.map((name) => [name, request[name]]));
  return { plain: { ...members, token, redirect, headers: [...request.headers] }, body: read.byteLength > 0 ? read : undefined, signal };
}

export function responseOf({ status, statusText, headers, body, url, type }) {
  // Nobody may make a response with this status: browsers give it, as they do after `redirect: "manual"`.
  const response = type === "opaqueredirect" ? Response.error() : new Response(body, { status, statusText, headers });
  return Object.defineProperties(response, { url: { value: url }, type: { value: type } });
}
