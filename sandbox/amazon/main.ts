import { portFromEnvironment, runAsProcess } from "../run-as-process.ts";
import { parseClients } from "./clients.ts";
import { sandboxPort } from "./defaults.ts";
import { startSandbox } from "./server.ts";
import { parseRegion } from "./settings.ts";

await runAsProcess("sandbox amazon", async () => {
  const port = portFromEnvironment("SANDBOX_PORT", sandboxPort);
  const clients = process.env.SANDBOX_CLIENTS ? { clients: parseClients(process.env.SANDBOX_CLIENTS) } : {};
  const sandbox = await startSandbox({ port, region: parseRegion(process.env.SANDBOX_REGION), ...clients });
  return { readyLine: `sandbox amazon ready ${sandbox.url}`, close: sandbox.close };
});
