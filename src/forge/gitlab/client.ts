import {
  Branches,
  Commits,
  FeatureFlags,
  FeatureFlagUserLists,
  IssueLinks,
  Issues,
  MergeRequests,
  Projects,
  Repositories,
  Users,
} from "@gitbeaker/rest";
import { createGraphQL, type GraphQL } from "./graphql.ts";
import { type Clock, createHttp, type Http, type HttpOptions } from "./http.ts";
import { createRequester, urlOf } from "./requester.ts";

export interface ClientOptions extends HttpOptions {
  /** Without a slash at its end. */
  readonly url: string;
}

/** The ways to one server that all parts of the adapter share. */
export interface Client {
  readonly url: string;
  readonly hasToken: boolean;
  readonly http: Http;
  readonly api: Api;
  readonly graphql: GraphQL;
  readonly clock: Clock;
  /** An address below /api/v4, for calls that gitbeaker lacks or has wrong. */
  readonly rest: (endpoint: string, query?: Readonly<Record<string, unknown>>) => URL;
}

export type Api = ReturnType<typeof createApi>;

export function createClient(options: ClientOptions): Client {
  const http = createHttp(options);
  return {
    url: options.url,
    hasToken: options.token !== undefined,
    http,
    api: createApi(http, options.url),
    graphql: createGraphQL(http, options.url, options.token),
    clock: options.clock,
    rest: (endpoint, query) => urlOf(`${options.url}/api/v4`, endpoint, query),
  };
}

// The token stays in http.ts: gitbeaker never sees it. Its own time limit spans all pages of a list, ours each request.
function createApi(http: Http, url: string) {
  const options = { host: url, requesterFn: createRequester(http), queryTimeout: null };
  return {
    branches: new Branches(options),
    commits: new Commits(options),
    flags: new FeatureFlags(options),
    issueLinks: new IssueLinks(options),
    issues: new Issues(options),
    mergeRequests: new MergeRequests(options),
    projects: new Projects(options),
    repositories: new Repositories(options),
    userLists: new FeatureFlagUserLists(options),
    users: new Users(options),
  };
}
