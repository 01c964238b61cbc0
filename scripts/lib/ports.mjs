import { createServer } from "node:net";

const HOST = "127.0.0.1";
const ATTEMPTS = 50;

/** Makes a server listen on loopback, on the port or on the next free one. Returns the port. */
export async function listenFrom(server, port) {
  for (let candidate = port; candidate < port + ATTEMPTS; candidate += 1) {
    if (await listen(server, candidate)) return server.address().port;
  }
  throw new Error(`No free port between ${port} and ${port + ATTEMPTS - 1} on ${HOST}`);
}

/** The port, or the next one that is free now. */
export async function freePortFrom(port) {
  const probe = createServer();
  const free = await listenFrom(probe, port);
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    const onError = (error) => {
      server.removeListener("listening", onListening);
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.removeListener("error", onError);
      resolve(true);
    };
    server.once("error", onError);
    server.once("listening", onListening);
    server.listen(port, HOST);
  });
}
