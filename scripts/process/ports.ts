import { createServer } from "node:net";

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      // A machine without this address family has nobody on it either.
      else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve(true);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True when nobody listens on the port, on any address of this machine: a listener on one hides from a try on another. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "::1", undefined]) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/**
 * The first free port: the preferred one, else from `from` upwards, at most 200 further.
 * @param taken ports that are spoken for although nobody listens yet
 */
export async function firstFreePort(from: number, options: { preferred?: number | undefined; taken?: ReadonlySet<number>; isFree?: (port: number) => Promise<boolean> } = {}): Promise<number> {
  const { preferred, taken = new Set(), isFree = isPortFree } = options;
  const candidates = [...(preferred ? [preferred] : []), ...Array.from({ length: 200 }, (_, i) => from + i)];
  for (const port of candidates) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port from ${from} to ${from + 199}.`);
}

/** Ports that the system says are free, all different: for tests, which must not meet anything that runs. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen({ port: 0, host: "127.0.0.1" }, () => {
            const address = server.address();
            resolve(typeof address === "object" && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
