import { env } from "#lib/env.ts";

const daysValid = 180;

/** @see RFC 9116 */
export async function GET(): Promise<Response> {
  const { SUPPORT_EMAIL, AUTH_URL } = env();
  const expires = new Date(Date.now() + daysValid * 86_400_000).toISOString();
  const lines = [`Contact: mailto:${SUPPORT_EMAIL}`, `Expires: ${expires}`, "Preferred-Languages: en", `Canonical: ${AUTH_URL}/.well-known/security.txt`];
  return new Response(`${lines.join("\n")}\n`, { headers: { "content-type": "text/plain; charset=utf-8" } });
}
