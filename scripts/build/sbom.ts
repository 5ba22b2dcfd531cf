import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RemedyError } from "../process/remedy.ts";

/** What is known of one installed package; paths are relative to the repository. */
type Installed = {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};
export type InstalledTree = Record<string, Installed>;
type Root = { name: string; version: string } & Pick<Installed, "dependencies"> & { devDependencies?: Record<string, string> };

type License = { license: { id: string } | { name: string } } | { expression: string };
type Component = {
  type: "application" | "library" | "platform";
  "bom-ref": string;
  name: string;
  version: string;
  purl?: string;
  /** Development tools are in the tree, not in what is served. */
  scope?: "required" | "excluded";
  licenses?: License[];
  hashes?: { alg: string; content: string }[];
};
export type Sbom = {
  bomFormat: "CycloneDX";
  specVersion: string;
  serialNumber: string;
  version: number;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
};

const nameOf = (path: string) => path.split("node_modules/").at(-1) ?? path;

/** @see https://github.com/package-url/purl-spec (type npm) */
const purlOf = (name: string, version: string) => `pkg:npm/${name.replace("@", "%40")}@${version.replaceAll("+", "%2B")}`;

function licensesOf(license: string): License[] {
  if (/^[\w.+-]+$/.test(license)) return [{ license: { id: license } }];
  return [license.startsWith("(") ? { expression: license } : { license: { name: license } }];
}

/** npm writes base64 with the name of the algorithm in front, CycloneDX wants hexadecimal. */
function hashesOf(integrity: string): Component["hashes"] {
  return integrity.split(" ").map((hash) => {
    const [algorithm = "", content = ""] = hash.split(/-(.*)/s);
    return { alg: algorithm.replace(/^sha/, "SHA-"), content: Buffer.from(content, "base64").toString("hex") };
  });
}

function componentOf(path: string, { version = "", license, integrity, dev }: Installed): Component {
  const name = nameOf(path);
  const purl = purlOf(name, version);
  return {
    type: "library",
    "bom-ref": path,
    name,
    version,
    purl,
    scope: dev === true ? "excluded" : "required",
    ...(license && { licenses: licensesOf(license) }),
    ...(integrity && { hashes: hashesOf(integrity) }),
  };
}

/** Where Node finds a package that is imported from `path`: in the nearest node_modules on the way up. */
function resolve(tree: InstalledTree, path: string, name: string): string | undefined {
  for (let folder = path; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const found = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (Object.hasOwn(tree, found)) return found;
    if (folder === "") return undefined;
  }
}

function dependenciesOf(tree: InstalledTree, path: string, names: string[]): string[] {
  const found = names.map((name) => resolve(tree, path, name)).filter((one) => one !== undefined);
  return [...new Set(found)].toSorted();
}

/**
 * The bill of materials of an installed tree (pure): every copy of every package, with licence, hash and what it needs.
 * The same tree gives the same bytes; no address and no place of this machine is in it.
 * @param nodeVersion the Node that runs it
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(root: Root, tree: InstalledTree, nodeVersion: string): Sbom {
  const paths = Object.keys(tree).filter((path) => tree[path]?.version).toSorted();
  const components = paths.map((path) => componentOf(path, tree[path] ?? {}));
  const platform: Component = { type: "platform", "bom-ref": "node", name: "node", version: nodeVersion };
  const own: Component = { type: "application", "bom-ref": root.name, name: root.name, version: root.version, purl: purlOf(root.name, root.version) };
  const direct = dependenciesOf(tree, "", Object.keys({ ...root.dependencies, ...root.devDependencies }));
  const hash = createHash("sha256").update(JSON.stringify([own, platform, components])).digest("hex");
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
    version: 1,
    metadata: { component: own },
    components: [platform, ...components],
    dependencies: [
      { ref: root.name, dependsOn: ["node", ...direct] },
      ...paths.map((path) => {
        const { dependencies, optionalDependencies, peerDependencies } = tree[path] ?? {};
        return { ref: path, dependsOn: dependenciesOf(tree, path, Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) };
      }),
    ],
  };
}

/** Paths of the packages that lie in a folder's node_modules, and in theirs. */
function installedPaths(root: string, folder = ""): string[] {
  const modules = `${folder === "" ? "" : `${folder}/`}node_modules`;
  if (!existsSync(join(root, modules))) return [];
  const names = readdirSync(join(root, modules)).flatMap((name) => {
    if (name.startsWith(".")) return [];
    return name.startsWith("@") ? readdirSync(join(root, modules, name)).map((inner) => `${name}/${inner}`) : name;
  });
  return names.flatMap((name) => {
    const path = `${modules}/${name}`;
    return existsSync(join(root, path, "package.json")) ? [path].concat(installedPaths(root, path)) : [];
  });
}

/**
 * The bill of materials of what lies in a checkout's node_modules, whatever the lock file says; licences and hashes
 * are the lock file's.
 * @throws RemedyError when nothing is installed
 */
export function readSbom(root: string): Sbom {
  const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));
  const paths = installedPaths(root);
  if (paths.length === 0) throw new RemedyError("What is installed could not be listed.", "Install with npm ci, and run the same command again.");
  const { packages: locked } = json("package-lock.json") as { packages: InstalledTree };
  const tree = paths.map((path): [string, Installed] => {
    const found = json(`${path}/package.json`) as Installed;
    const { license, integrity, dev } = locked[path]?.version === found.version ? (locked[path] ?? {}) : {};
    const { version, dependencies, optionalDependencies, peerDependencies } = found;
    return [path, { version, license, integrity, dev, dependencies, optionalDependencies, peerDependencies } as Installed];
  });
  return sbomOf(json("package.json") as Root, Object.fromEntries(tree), process.versions.node);
}
