import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { TokenUse } from "#lib/token-vault/token-use.ts";
import { type CallerWish, type Tokens, vaultClient } from "#lib/token-vault/test-vault.ts";
import { repository } from "../bootstrap/paths.mjs";

/** What the tests of the token vault have around it: tokens of a sandbox Amazon, and other processes. */

/** Tokens that the sandbox knows, as a sign-in would have brought them. */
export async function grantAt(amazon: { url: string }, userId: string): Promise<Tokens & { refreshToken: string }> {
  const { clientId, clientSecret, returnUrls: [redirectUri = ""] } = vaultClient;
  const authorizationUrl = `${amazon.url}/ap/oa?${new URLSearchParams({ client_id: clientId, scope: "profile", response_type: "code", state: "s", redirect_uri: redirectUri })}`;
  const decided = await fetch(`${amazon.url}/_sandbox/authorize`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ authorizationUrl, userId, decision: "allow" }) });
  const code = new URL(((await decided.json()) as { redirectUrl: string }).redirectUrl).searchParams.get("code") ?? "";
  const body = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: redirectUri, client_id: clientId, client_secret: clientSecret });
  const { access_token, refresh_token } = (await (await fetch(`${amazon.url}/auth/o2/token`, { method: "POST", body })).json()) as { access_token: string; refresh_token: string };
  return { accessToken: access_token, refreshToken: refresh_token };
}

/** Another process that uses the vault (test-caller.ts), ready to begin. */
export class Caller {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  output = "";
  readonly #closed: Promise<unknown>;

  private constructor(wish: CallerWish, environment: Record<string, string>) {
    const env = { ...process.env, ...environment, NODE_ENV: "test" as const };
    this.child = spawn(process.execPath, ["lib/token-vault/test-caller.ts", JSON.stringify(wish)], { cwd: repository, env, stdio: ["pipe", "pipe", "inherit"] });
    this.#closed = once(this.child, "close");
    this.child.stdout.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
  }

  static async start(wish: CallerWish, environment: Record<string, string> = {}): Promise<Caller> {
    const caller = new Caller(wish, environment);
    while (!caller.output.includes("ready\n")) {
      const ended = await Promise.race([once(caller.child.stdout, "data"), caller.#closed.then(() => undefined)]);
      if (!ended) throw new Error(`the process ended before it was ready:\n${caller.output}`);
    }
    return caller;
  }

  /** Lets it begin. */
  begin(): void {
    this.child.stdin.end("go\n");
  }

  /** What it got, once it is done. */
  async answers(): Promise<TokenUse[]> {
    await this.#closed;
    const line = /^result (.*)$/m.exec(this.output)?.[1];
    if (line === undefined) throw new Error(`the process ended without a result:\n${this.output}`);
    return JSON.parse(line) as TokenUse[];
  }

  async kill(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.child.kill(signal);
    await this.#closed;
  }
}
