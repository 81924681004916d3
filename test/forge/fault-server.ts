import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** One answer: JSON unless the body is text; "drop" closes the socket without an answer. */
export type Reply =
  | "drop"
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

export interface FaultServer {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** A server that answers by the given function, or one reply after the other, the last one again and again. */
export async function startFaultServer(
  replies: readonly Reply[] | ((request: Received) => Reply),
): Promise<FaultServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(entry);
      const reply =
        typeof replies === "function" ? replies(entry) : replies[Math.min(received.length, replies.length) - 1];
      answer(response, reply ?? "drop");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === "drop") {
    response.socket?.destroy();
    return;
  }
  const { status = 200, headers = {}, body } = reply;
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  const type = raw ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(body === undefined ? "" : raw ? body : JSON.stringify(body));
}
