/** What a stand-in hands over once it listens. */
export type RunningService = {
  /** The one line printed when the service takes connections. */
  readyLine: string;
  /** Ends every connection and stops listening. */
  close: () => Promise<void>;
};

const parentCheckMilliseconds = 500;
const closeLimitMilliseconds = 1_000;

/**
 * Runs a stand-in as a process of its own: prints its ready line, and exits with 0 at once on SIGTERM, SIGINT or when
 * the parent process has gone (so that a killed `npm start` leaves nothing behind).
 *
 * Refuses to start (exit code 1, one line on stderr) when APP_ENV is production, or when `start` fails.
 *
 * @param name how the process calls itself in its messages, such as "sandbox amazon"
 * @param start begins listening; what it throws is printed as one line
 */
export async function runAsProcess(name: string, start: () => Promise<RunningService>): Promise<void> {
  if (process.env.APP_ENV === "production") {
    refuse(`${name} does not start with APP_ENV=production: it is for development and tests only`);
  }
  const parent = process.ppid;
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    return refuse(`${name} could not start: ${oneLine(error)}`);
  }
  const leave = () => void stop(service);
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
  setInterval(() => process.ppid !== parent && leave(), parentCheckMilliseconds).unref();
  // The reader of the ready line may be gone already; the parent check then ends this process.
  process.stdout.on("error", () => undefined);
  process.stdout.write(`${service.readyLine}\n`);
}

/**
 * Reads a port from the environment.
 *
 * @param name the variable's name
 * @param fallback the port used when it is unset or empty; 0 asks for any free port
 * @throws {Error} naming the variable when it is not a whole number from 0 to 65535
 */
export function portFromEnvironment(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`${name} must be a port from 0 to 65535`);
  return port;
}

async function stop(service: RunningService): Promise<never> {
  setTimeout(() => process.exit(0), closeLimitMilliseconds);
  await service.close().catch(() => undefined);
  process.exit(0);
}

function refuse(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, " ");
}
