import { unauthorized } from "../errors.ts";
import { type Context, ok, type Reply, type Route, route } from "../router.ts";

export const REVISION = "6714c913";

function metadata({ store, user }: Context): Reply {
  if (!user) throw unauthorized();
  return ok({
    version: store.state.serverVersion,
    revision: REVISION,
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: store.state.serverVersion.endsWith("-ee"),
  });
}

export const metadataRoutes: Route[] = [route("GET", "/metadata", metadata), route("GET", "/version", metadata)];
