import { z } from "zod";

/** One security profile, as an operator would register it with Amazon. */
export type SandboxClient = z.infer<typeof clientSchema>;

const clientSchema = z.object({
  clientId: z.string().min(1).max(100),
  clientSecret: z.string().min(1),
  name: z.string().min(1).max(200),
  privacyUrl: z.url({ protocol: /^https?$/ }),
  returnUrls: z.array(z.string().min(1)),
});

const clientsSchema = z.array(clientSchema).min(1);

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
