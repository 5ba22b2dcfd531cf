import { runSite } from "../start/site.ts";

await runSite({ dev: true });
