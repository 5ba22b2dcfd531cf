import { createHash } from "node:crypto";
import { z } from "zod";

/** One security profile, as an operator would register it with Amazon. */
export type SandboxClient = z.infer<typeof clientSchema>;

const mostClients = 100;

/** What `POST /_sandbox/clients` takes, and each entry of SANDBOX_CLIENTS. */
export const clientSchema = z.strictObject({
  clientId: z.string().min(1).max(100),
  clientSecret: z.string().min(1).max(500),
  /** Good beside the first one, for trying a rotation of secrets. */
  secondSecret: z.string().min(1).max(500).optional(),
  name: z.string().min(1).max(200),
  privacyUrl: z.url({ protocol: /^https?$/ }),
  returnUrls: z.array(z.string().min(1).max(2_000)).max(50),
  /** The developer company: a person has one id for all clients of a company, and another for every other company. */
  company: z.string().min(1).max(100).optional(),
  /** These may be unticked by the person although the client did not ask for that with `scope_data`. */
  voluntaryScopes: z.array(z.string().max(100)).max(10).optional(),
  /** Known no more, as a client that Amazon has banned. */
  disabled: z.boolean().optional(),
});

// Entries of SANDBOX_CLIENTS may carry what another tool keeps there too.
const clientsSchema = z.array(clientSchema.strip()).min(1).max(mostClients);

/** The company of clients that name none; its people have the ids that the personas are listed with. */
export const homeCompany = "development";

export type ClientList = ReturnType<typeof createClientList>;

/**
 * The clients of one sandbox, 100 at most.
 *
 * @param initial of two clients with one id the first counts
 */
export function createClientList(initial: SandboxClient[]) {
  const fresh = () => new Map(initial.filter(({ clientId }, index) => initial.findIndex((other) => other.clientId === clientId) === index).map((client) => [client.clientId, client]));
  let clients = fresh();
  return {
    all: () => [...clients.values()],
    get: (clientId: string) => clients.get(clientId),
    /**
     * Adds a client, or takes the place of the one with this id.
     *
     * @returns false when the list is full
     */
    put(client: SandboxClient): boolean {
      if (!clients.has(client.clientId) && clients.size >= mostClients) return false;
      clients.set(client.clientId, client);
      return true;
    },
    remove: (clientId: string) => clients.delete(clientId),
    reset(): void {
      clients = fresh();
    },
  };
}

/**
 * Reads SANDBOX_CLIENTS, a JSON array of clients. Of two clients with one id the first counts.
 *
 * @throws {Error} naming the variable and the field, never the value
 */
export function parseClients(json: string): SandboxClient[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error("SANDBOX_CLIENTS is not JSON");
  }
  const parsed = clientsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") || "the list itself";
  throw new Error(`SANDBOX_CLIENTS is not a list of clients; look at ${field}`);
}

/** Amazon's second name for a client, which only tokeninfo shows. */
export function applicationIdOf(client: SandboxClient): string {
  return client.clientId.replace("application-oa2-client", "application");
}

/**
 * The id under which a client knows a person: the same for all clients of one company, always another for another
 * company, and never changing.
 *
 * @param userId the id that the sandbox lists the persona with
 */
export function pairwiseUserId(client: Pick<SandboxClient, "company">, userId: string): string {
  const company = client.company ?? homeCompany;
  if (company === homeCompany) return userId;
  const digest = createHash("sha256").update(`${company}\n${userId}`).digest("hex");
  // 28 upper-case alphanumerics, like Amazon's own.
  return `amzn1.account.${BigInt(`0x${digest}`).toString(36).toUpperCase().padStart(28, "0").slice(0, 28)}`;
}
