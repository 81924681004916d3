import { describeForge } from "./conformance.ts";
import { gitlab } from "./gitlab-stand.ts";

describeForge(gitlab());
