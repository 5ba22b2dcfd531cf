import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import { clientMetadata, configuration, type OidcClient } from "./configuration.ts";
import { answerInteraction } from "./interactions.ts";
import { createLedger, type OidcLedger } from "./ledger.ts";
import { createPeople, type OidcPerson, type People } from "./people.ts";
import { answerResource } from "./resources.ts";
import { TokenStore } from "./token-store.ts";

export type OidcUpstreamOptions = {
  clients: OidcClient[];
  people?: OidcPerson[];
  /** 0, the default, takes any free port. */
  port?: number;
  /** Refresh tokens work once, and their reuse ends the grant. On by default. */
  rotateRefreshTokens?: boolean;
  /** An ordinary OpenID provider in place of one that plays Amazon. */
  openid?: {
    /** Whether the ID token holds name and address, or the userinfo endpoint alone. */
    claimsInIdToken: boolean;
  };
};

export type OidcUpstream = {
  /** Its issuer and the base of all addresses, such as `http://127.0.0.1:4410`. */
  url: string;
  ledger: OidcLedger;
  people: People;
  /**
   * Whether authorization responses name their issuer (RFC 9207), as oidc-provider always does and LWA never. Off at
   * first.
   */
  namesIssuer: boolean;
  /** Registers a client, or changes the secret and return URLs of a known one. */
  register: (client: OidcClient) => void;
  /** Whether an access or refresh token still stands. */
  knows: (token: string) => boolean;
  close: () => Promise<void>;
};

/**
 * Starts a second stand-in for Login with Amazon, in this process: authorization, codes, PKCE, client authentication
 * and the token endpoint are those of oidc-provider, a certified server by people who never saw our code. The sandbox
 * Amazon shares our reading of the RFCs; where both it and the product err alike, no test of ours would notice. This
 * one would. Only the profile, tokeninfo and the page to click on are ours.
 *
 * @throws {Error} with code EADDRINUSE when the port is taken
 */
export async function startOidcUpstream(options: OidcUpstreamOptions): Promise<OidcUpstream> {
  const ledger = createLedger();
  const people = createPeople(options.people ?? []);
  const store = new TokenStore(ledger);
  const server = createServer();
  const url = await listen(server, options.port ?? 0);
  const dialect = options.openid ? "openid" : "amazon";
  const provider = new Provider(url, configuration(people, store, { rotateRefreshTokens: options.rotateRefreshTokens ?? true, dialect, claimsInIdToken: options.openid?.claimsInIdToken ?? false }));
  const register = (client: OidcClient) => store.put("Client", client.clientId, clientMetadata(client, dialect));
  options.clients.forEach(register);
  const upstream: OidcUpstream = {
    url,
    ledger,
    people,
    namesIssuer: options.openid !== undefined,
    register,
    knows: (token) => store.find("AccessToken", token) !== undefined || store.find("RefreshToken", token) !== undefined,
    close: () => closeServer(server),
  };
  observe(provider, upstream);
  server.on("request", requestHandler(provider, upstream, dialect));
  return upstream;
}

/** Writes the token endpoint's calls into the ledger, and takes the issuer out of answers unless it is wanted. */
function observe(provider: Provider, upstream: OidcUpstream): void {
  provider.on("grant.revoked", (_ctx, grantId) => void upstream.ledger.revokedGrants.push(grantId));
  provider.on("server_error", (_ctx, error) => void process.stderr.write(`second upstream: ${error.stack ?? error.message}\n`));
  provider.use(async (context, next) => {
    await next();
    const ctx = context as unknown as KoaContextWithOIDC;
    const route: string | undefined = ctx.oidc?.route;
    if (route === "token") upstream.ledger.calls.push({ method: ctx.method, path: ctx.path, parameters: { ...(ctx.oidc.body as Record<string, string>) }, headers: authorizationOf(ctx.req), status: ctx.status });
    const answer = ["authorization", "resume"].includes(route ?? "") ? URL.parse(ctx.response.get("location")) : null;
    if (!answer?.searchParams.has("iss") || upstream.namesIssuer) return;
    answer.searchParams.delete("iss");
    ctx.redirect(answer.href);
  });
}

function requestHandler(provider: Provider, upstream: OidcUpstream, dialect: "amazon" | "openid") {
  const callback = provider.callback();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", upstream.url);
    if (url.pathname.startsWith("/interaction/")) return await answerInteraction(provider, upstream.people, request, response);
    const resource = dialect === "openid" ? undefined : await answerResource(provider, upstream.people, url, request);
    if (!resource) return await callback(request, response);
    upstream.ledger.calls.push({ method: request.method ?? "", path: url.pathname, parameters: Object.fromEntries(url.searchParams), headers: authorizationOf(request), status: resource.status });
    response.writeHead(resource.status, { "content-type": "application/json;charset=UTF-8", "cache-control": "no-store" }).end(JSON.stringify(resource.body));
  };
  return (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      // Most likely an interaction that nobody started, or that is over.
      response.writeHead(400, { "content-type": "text/plain" }).end(error instanceof Error ? error.message : "refused");
    });
  };
}

function authorizationOf({ headers }: IncomingMessage): Record<string, string> {
  return headers.authorization === undefined ? {} : { authorization: headers.authorization };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
