import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a token endpoint with a limit has seen. */
export type LimitedTokens = {
  url: string;
  /** A refresh token that it knows. */
  grant: () => string;
  /** How often each refresh token was spent, and how many calls were sent away. */
  seen: { spent: Map<string, number>; refused: number; mostAtOnce: number };
  close: () => Promise<void>;
};

/**
 * A token endpoint that takes so many calls a second and answers the others with 429 and a Retry-After of one second. Its
 * refresh tokens are good once: the sandbox has no such limit.
 */
export async function startLimitedTokens(perSecond: number, answerMilliseconds = 20): Promise<LimitedTokens> {
  const good = new Set<string>();
  const seen: LimitedTokens["seen"] = { spent: new Map(), refused: 0, mostAtOnce: 0 };
  let [second, taken, now] = [0, 0, 0];
  const grant = () => {
    const token = `Atzr|${randomUUID()}`;
    good.add(token);
    return token;
  };
  const allowed = () => {
    const current = Math.floor(Date.now() / 1_000);
    if (current !== second) [second, taken] = [current, 0];
    taken += 1;
    return taken <= perSecond;
  };
  const answerTo = (token: string): [number, object] => {
    seen.spent.set(token, (seen.spent.get(token) ?? 0) + 1);
    return good.delete(token) ? [200, { access_token: `Atza|${randomUUID()}`, token_type: "bearer", expires_in: 3_600, refresh_token: grant() }] : [400, { error: "invalid_grant" }];
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.mostAtOnce = Math.max(seen.mostAtOnce, (now += 1));
      response.once("close", () => (now -= 1));
      if (!allowed()) {
        seen.refused += 1;
        return void response.writeHead(429, { "retry-after": "1" }).end();
      }
      const [status, answer] = answerTo(new URLSearchParams(body).get("refresh_token") ?? "");
      setTimeout(() => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer)), answerMilliseconds);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    grant,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
