import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this checkout, whatever folder a command was started in. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const modules = join(repository, "node_modules");
export const stampFile = join(modules, ".siwa-stamp");
