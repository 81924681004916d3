// The bodies are GitLab's, which knows four shapes: `error`, `message` as text, as a list, and as an object of lists.

/** An answer that ends the request and undoes what it did so far. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** A failure after the fact: what the request did by then stands, and a client that repeats it does it twice. */
export class LateError extends ApiError {}

/** A parameter that Grape refuses: missing, of another type, outside of its values. */
export function badParameter(text: string): ApiError {
  return new ApiError(400, { error: text });
}

/** A record that its model refuses, by attribute. */
export function invalidRecord(errors: Record<string, string[]>): ApiError {
  return new ApiError(400, { message: errors });
}

export function badRequest(message: string | string[]): ApiError {
  return new ApiError(400, { message });
}

export function unauthorized(): ApiError {
  return new ApiError(401, { message: "401 Unauthorized" });
}

export function forbidden(reason?: string): ApiError {
  return new ApiError(403, { message: reason ? `403 Forbidden - ${reason}` : "403 Forbidden" });
}

/** `404 Project Not Found`, said of what is absent and of what the user may not see alike. */
export function notFound(what: string): ApiError {
  return new ApiError(404, { message: `404 ${what} Not Found` });
}

/** What a record lookup by id or iid answers. */
export function recordNotFound(): ApiError {
  return new ApiError(404, { message: "404 Not found" });
}

export function conflict(message: string | string[]): ApiError {
  return new ApiError(409, { message });
}

export function unprocessable(message: string | string[]): ApiError {
  return new ApiError(422, { message });
}

/** Throws a model's complaints as the list of sentences that flags and user lists answer with; none pass. */
export function refuse(complaints: string[]): void {
  if (complaints.length > 0) throw badRequest(complaints);
}
