import { createServer } from "node:net";
import { networkInterfaces } from "node:os";

const HOST = "127.0.0.1";
const HOST_6 = "::1";
const ATTEMPTS = 50;

/** Makes a server listen on loopback, on the port or on the next free one. Returns the port. */
export async function listenFrom(server, port) {
  for (const candidate of candidates(port)) {
    if (await listen(server, candidate, HOST)) return server.address().port;
  }
  throw noFreePort(port);
}

/**
 * Listens at every address that `localhost` has here, on one port: nobody else shall answer to the name. `create` makes a
 * server for an address. Returns the servers and their port.
 */
export async function listenAtLocalhost(create, port) {
  const hosts = hasAddress(HOST_6) ? [HOST, HOST_6] : [HOST];
  for (const candidate of candidates(port)) {
    const servers = [];
    for (const host of hosts) {
      const server = create();
      if (!(await listen(server, servers[0]?.address().port ?? candidate, host))) break;
      servers.push(server);
    }
    if (servers.length === hosts.length) return { servers, port: servers[0].address().port };
    for (const server of servers) server.close();
  }
  throw noFreePort(port);
}

/** The port, or the next one that is free now. */
export async function freePortFrom(port) {
  const probe = createServer();
  const free = await listenFrom(probe, port);
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** Port 0 is any port: what is free at one address may be taken at the other, so it is tried again. */
function candidates(port) {
  return Array.from({ length: ATTEMPTS }, (_, index) => (port === 0 ? 0 : port + index));
}

function noFreePort(port) {
  return new Error(`No free port between ${port} and ${port + ATTEMPTS - 1} on loopback`);
}

function hasAddress(wanted) {
  return Object.values(networkInterfaces()).flat().some(({ address }) => address === wanted);
}

function listen(server, port, host) {
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
    server.listen(port, host);
  });
}
