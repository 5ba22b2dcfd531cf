import { once } from "node:events";
import type { Writable } from "node:stream";
import pg from "pg";

/** What of pg's connection a COPY needs; its typings leave it out. */
type CopyConnection = { stream: Writable; sendCopyFromChunk: (chunk: Buffer) => void; endCopyFrom: () => void; sendCopyFail: (reason: string) => void };

async function feed(connection: CopyConnection, chunks: Iterable<string>): Promise<void> {
  for (const chunk of chunks) {
    connection.sendCopyFromChunk(Buffer.from(chunk));
    if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
  }
  connection.endCopyFrom();
}

/**
 * Runs a `COPY … FROM STDIN`.
 * @param chunks rows in COPY's text format, as many in each chunk as one likes
 */
export async function copyIn(client: pg.Client, statement: string, chunks: Iterable<string>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const query = new pg.Query(statement);
    const handleCopyInResponse = (connection: CopyConnection) => void feed(connection, chunks).catch((error: unknown) => connection.sendCopyFail(String(error)));
    query.on("end", () => resolve());
    query.on("error", reject);
    client.query(Object.assign(query, { handleCopyInResponse }));
  });
}
