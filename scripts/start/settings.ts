import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { repository } from "../bootstrap/paths.mjs";
import { RemedyError } from "../process/remedy.ts";

type Source = Readonly<Record<string, string | undefined>>;

/** What the start itself has to know before anything runs; everything else is the web process's business. */
export type Settings = {
  appEnv: string;
  port: number;
  /** The canonical address, without a slash at its end. */
  appUrl: string;
  dataDir: string;
  /** Ports the operator asked for; absent means "any free one will do". */
  sandboxPort?: number;
  mailboxPort?: number;
  /** Which of our own stand-ins have to run, because nothing real is configured. */
  needs: { database: boolean; sandbox: boolean; mailbox: boolean };
};

function portOf(source: Source, name: string): number | undefined {
  const text = source[name] ?? "";
  if (text === "") return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port;
  throw new RemedyError(`${name} is not a port.`, `Set ${name} to a port number from 1 to 65535, or leave it out.`);
}

function addressOf(source: Source, port: number): string {
  const text = source.AUTH_URL ?? "";
  if (text === "") return `http://localhost:${port}`;
  if (URL.canParse(text)) return new URL(text).origin;
  throw new RemedyError("AUTH_URL is not an address.", "Set it to the address of the site, such as https://shop.example, or leave it out.");
}

/**
 * Reads what the start needs (pure). In production nothing is stood in for: there the environment must be complete.
 * @throws RemedyError naming the variable at fault.
 */
export function readSettings(source: Source): Settings {
  const set = (name: string) => (source[name] ?? "") !== "";
  const appEnv = set("APP_ENV") ? (source.APP_ENV ?? "") : "development";
  const port = portOf(source, "PORT") ?? 3000;
  const [sandboxPort, mailboxPort] = [portOf(source, "SANDBOX_PORT"), portOf(source, "MAILBOX_PORT")];
  const standIns = appEnv !== "production";
  return {
    appEnv,
    port,
    appUrl: addressOf(source, port),
    dataDir: resolve(repository, set("DATA_DIR") ? (source.DATA_DIR ?? "") : ".data"),
    ...(sandboxPort && { sandboxPort }),
    ...(mailboxPort && { mailboxPort }),
    needs: { database: standIns && !set("DATABASE_URL"), sandbox: standIns && !set("AUTH_AMAZON_ID"), mailbox: standIns && !set("SMTP_URL") },
  };
}

/** Reads `.env` of the repository, if there is one. What is set already wins. */
export function loadEnvFile(): void {
  const file = join(repository, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}
