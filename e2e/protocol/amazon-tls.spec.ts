import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SecureContextOptions } from "node:tls";
import { forgetAmazonFaults } from "../fixtures/amazon-health.ts";
import { newAuthority, newCertificate } from "../fixtures/certificate.ts";
import { comeBack, rowCounts, signedIn } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test as base } from "../fixtures/protocol.ts";
import { expectFailed } from "../fixtures/sandbox-control.ts";

/** UF-06: who the shop takes for Amazon. Its API is reached by https here, through a door whose certificate changes. */

const trusted = newAuthority("A trusted authority");
const good = newCertificate({ host: "localhost", issuer: trusted });
const day = 86_400_000;

type Door = {
  url: string;
  /** Where the requests go on to. */
  target: string;
  show: (context: SecureContextOptions) => void;
  close: () => Promise<void>;
};

async function openDoor(): Promise<Door> {
  const server: Server = createServer(good, (request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", door.url);
    const onward = httpRequest(`${door.target}${pathname}${search}`, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  // A client that refuses the certificate ends the handshake.
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const door: Door = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    target: "",
    show: (context) => {
      server.setSecureContext(context);
      server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return door;
}

const test = base.extend<object, { door: Door }>({
  // Playwright reads the names of other fixtures from the pattern; an empty one says that none is needed.
  door: [
    async ({}, use) => {
      const door = await openDoor();
      await use(door);
      await door.close();
    },
    { scope: "worker" },
  ],
  setting: [
    async ({ door }, use) => {
      const folder = mkdtempSync(join(tmpdir(), "authority-"));
      const file = join(folder, "trusted.pem");
      writeFileSync(file, trusted.cert);
      await use({ environment: { AUTH_AMAZON_API_URL: door.url, NODE_EXTRA_CA_CERTS: file } });
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
});

const refused: [string, SecureContextOptions][] = [
  ["nobody trusts", newCertificate({ host: "localhost", issuer: newAuthority("A stranger") })],
  ["a stranger of a trusted name has signed", newCertificate({ host: "localhost", issuer: newAuthority(trusted.name) })],
  ["has signed itself", newCertificate({ host: "localhost" })],
  ["is for another host", newCertificate({ host: "elsewhere.example", issuer: trusted })],
  ["has expired", newCertificate({ host: "localhost", issuer: trusted, from: Date.now() - 2 * day, until: Date.now() - day })],
  ["is not good yet", newCertificate({ host: "localhost", issuer: trusted, from: Date.now() + day, until: Date.now() + 2 * day })],
  ["comes over TLS 1.1", { ...good, minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }],
];

test("the code is shown to no server whose certificate is not good, and the shopper is led on", async ({ stack, door, open }) => {
  door.target = stack.sandbox.url;
  // Seen to work with a good one first, so that it is the certificate that is refused.
  await signedIn(stack, open(), newPersona(stack));
  const before = await rowCounts(stack);
  for (const [why, context] of refused) {
    await test.step(`a certificate that ${why}`, async () => {
      door.show(context);
      const [browser, persona] = [open(), newPersona(stack)];
      const { callback, started, code } = await comeBack(stack, browser, persona);
      const answer = await browser.get(callback);
      await expectFailed(stack, browser, { answer, state: started.state, code, persona, sent: 0 }, "provider_unavailable");
    });
  }
  expect(await rowCounts(stack)).toEqual(before);
  // So many in a row close the way to Amazon for a while (breaker.spec.ts).
  await forgetAmazonFaults(stack);
  door.show(good);
  await signedIn(stack, open(), newPersona(stack));
  await door.close();
  const [browser, persona] = [open(), newPersona(stack)];
  const { callback, started, code } = await comeBack(stack, browser, persona);
  await expectFailed(stack, browser, { answer: await browser.get(callback), state: started.state, code, persona, sent: 0 }, "provider_unavailable");
});
