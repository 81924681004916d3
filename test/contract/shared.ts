import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** GitLab's published description and schemas, which this repository does not hold. */
const FOLDER = fileURLToPath(new URL("../../../shared/gitlab/", import.meta.url));

export const OPENAPI = `${FOLDER}openapi.json`;
export const RESPONSE_SCHEMAS = `${FOLDER}response-schemas/`;

/** Whether there is anything to check against. */
export const isPresent = existsSync(OPENAPI) && existsSync(RESPONSE_SCHEMAS);

export const ABSENT =
  "../shared is absent: requests and answers are not checked against GitLab's OpenAPI description and schemas";
