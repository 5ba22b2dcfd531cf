import { createServer, type IncomingMessage, request as send, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connectDatabase, type Database } from "../db/client.ts";

/** A healthy installation for the doctor's tests, real in every part that it looks at, and what is put in front of it. */

export const good = {
  AUTH_SECRET: "mZ3q8Tn1vXw6Yd0Kf5Rb9Ls2Hc7Jg4Pa_uEoIyNxQWk",
  VAULT_KEYS: "k1:iY26abp6vGG-furobNqqKETA0n6R2VP6f2Yhln8hRII",
};

/** What a proxy in front does with a request, and with the answer to it. */
export type Front = {
  /** Adds itself to X-Forwarded-For, as a proxy should. */
  forwards?: boolean;
  headers?: Record<string, string>;
  asked?: (request: IncomingMessage) => void;
  answer?: (headers: Record<string, string | string[] | undefined>) => void;
};

export type Listening = { port: number; close: () => Promise<void> };

/** Something that answers on a free port. */
export async function answering(handle: RequestListener, make: (handle: RequestListener) => Server = createServer): Promise<Listening> {
  const server = make(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forwarded(request: IncomingMessage, front: Front): Record<string, string | string[] | undefined> {
  const before = request.headers["x-forwarded-for"];
  return { ...request.headers, ...(front.forwards && { "x-forwarded-for": [before, "127.0.0.1"].filter(Boolean).join(", ") }), ...front.headers };
}

/** A proxy in front of a port. */
export function inFrontOf(port: number, front: Front): RequestListener {
  return (request, response) => {
    front.asked?.(request);
    const onwards = send({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: forwarded(request, front) }, (answer) => {
      const headers: Record<string, string | string[] | undefined> = { ...answer.headers };
      front.answer?.(headers);
      for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
      response.writeHead(answer.statusCode ?? 502);
      answer.pipe(response);
    });
    onwards.on("error", () => response.destroy());
    onwards.end();
  };
}

/** Notes in a database that something was seen first so many days ago, and just now. */
export async function observe(url: string, what: string, daysAgo: number, lastMinutesAgo = 0): Promise<void> {
  const database = connectDatabase(url, 1);
  await run(database, `INSERT INTO "Observation" VALUES ($1, now() - $2 * interval '1 day', now() - $3 * interval '1 minute')
    ON CONFLICT ("what") DO UPDATE SET "firstAt" = EXCLUDED."firstAt", "lastAt" = EXCLUDED."lastAt"`, [what, daysAgo, lastMinutesAgo]);
  await database.close();
}

async function run(database: Database, text: string, values: unknown[] = []): Promise<void> {
  await database.pool.query(text, values);
}

/** One statement in a database. */
export async function statement(url: string, text: string, values: unknown[] = []): Promise<void> {
  const database = connectDatabase(url, 1);
  await run(database, text, values);
  await database.close();
}
