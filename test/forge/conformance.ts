import { afterEach, beforeEach, describe } from "vitest";
import { describeFlags } from "./conformance/flags.ts";
import { describeItems } from "./conformance/items.ts";
import { describeLooking } from "./conformance/looking.ts";
import { describeProposals } from "./conformance/proposals.ts";
import { describeSession } from "./conformance/session.ts";
import type { Adapter, Ready } from "./conformance/stand.ts";
import { describeTroubles } from "./conformance/troubles.ts";
import { emptyScope } from "./world.ts";

/** What every forge must do. One set of tests, whatever the adapter; each test has a server of its own. */
export function describeForge(adapter: Adapter): void {
  describe(`${adapter.name}, as every forge,`, () => {
    let current: Ready;

    beforeEach(async () => {
      const stand = await adapter.start({ epics: true });
      const forge = stand.forge();
      current = { adapter, stand, forge, observe: (change) => forge.observe({ ...emptyScope(), ...change }) };
    });
    afterEach(() => current.stand.stop());

    for (const part of [
      describeSession,
      describeItems,
      describeLooking,
      describeFlags,
      describeProposals,
      describeTroubles,
    ]) {
      part(() => current);
    }
  });
}
