import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { artworkOf } from "#lib/brand/artwork.ts";
import { fetchArtwork, wantedFiles } from "./fetch-artwork.ts";
import { testPicture } from "./test-picture.ts";

const large = "btnLWA_gold_195x46.png";
let folder: string;
let server: Server;
let answer: RequestListener;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "brand-"));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/lwa/`;

const served = new Map(wantedFiles().map(({ name, width, height }) => [`/lwa/${name}`, testPicture(width, height)]));
const serveAll = (except: Record<string, RequestListener> = {}): RequestListener => (request, response) => {
  const { url = "" } = request;
  const special = except[url.replace("/lwa/", "")];
  if (special) return void special(request, response);
  response.end(served.get(url));
};

test("installs twelve files: three widths, two states, two kinds of screen, byte for byte", async () => {
  answer = serveAll();
  const { installed, leftOut } = await fetchArtwork(folder, base());
  expect(leftOut).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual([...installed].sort());
  expect(installed).toHaveLength(12);
  for (const name of installed) expect(readFileSync(join(folder, name)).equals(served.get(`/lwa/${name}`) ?? Buffer.alloc(0))).toBe(true);
  expect(Object.keys(artworkOf((name) => installed.includes(name)) ?? {})).toEqual(["large", "medium", "small"]);
});

test("leaves out what is missing, no picture, another size, too large or elsewhere, and removes an older copy of it", async () => {
  writeFileSync(join(folder, "btnLWA_gold_46x46.png"), "old");
  answer = serveAll({
    "btnLWA_gold_46x46.png": (_, response) => response.writeHead(404).end(),
    "btnLWA_gold_101x46.png": (_, response) => response.end("<!doctype html><title>welcome to the hotel</title>"),
    "btnLWA_gold_195x46_pressed.png": (_, response) => response.end(testPicture(46, 46)),
    "btnLWA_gold_390x92.png": (_, response) => response.end(Buffer.concat([testPicture(390, 92), Buffer.alloc(300_000)])),
    "btnLWA_gold_390x92_pressed.png": (_, response) => response.writeHead(302, { location: "/elsewhere.png" }).end(),
    "btnLWA_gold_92x92.png": (request) => request.socket.destroy(),
  });
  const { installed, leftOut } = await fetchArtwork(folder, base());
  expect(leftOut).toEqual([
    "btnLWA_gold_390x92.png has over 200000 bytes",
    "btnLWA_gold_195x46_pressed.png is 46x46 pixels large",
    "btnLWA_gold_390x92_pressed.png could not be reached",
    "btnLWA_gold_101x46.png is no PNG picture",
    "btnLWA_gold_46x46.png answered 404",
    "btnLWA_gold_92x92.png could not be reached",
  ]);
  expect(readdirSync(folder).sort()).toEqual([...installed].sort());
  expect(installed).toContain(large);
});

test("changes nothing when the large button is not to be had", async () => {
  writeFileSync(join(folder, large), "as it was");
  answer = serveAll({ [large]: (_, response) => response.writeHead(503).end() });
  await expect(fetchArtwork(folder, base())).rejects.toThrow(`${large} answered 503. Nothing was changed.`);
  expect(readdirSync(folder)).toEqual([large]);
  expect(readFileSync(join(folder, large), "utf8")).toBe("as it was");
});

test("says what to do where there is no internet", async () => {
  answer = serveAll();
  const gone = base();
  await new Promise((resolve) => server.close(resolve));
  await expect(fetchArtwork(folder, gone)).rejects.toMatchObject({ name: "RemedyError", remedy: expect.stringContaining("docs/brand.md") });
  expect(readdirSync(folder)).toEqual([]);
});
