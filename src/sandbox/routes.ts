import { branchRoutes } from "./rest/branches.ts";
import { commitMergeRequestRoutes } from "./rest/commit-merge-requests.ts";
import { commitRoutes } from "./rest/commits.ts";
import { epicChildRoutes } from "./rest/epic-children.ts";
import { epicIssueRoutes } from "./rest/epic-issues.ts";
import { epicRoutes } from "./rest/epics.ts";
import { featureFlagRoutes } from "./rest/feature-flags.ts";
import { fileRoutes } from "./rest/files.ts";
import { instanceFeatureRoutes } from "./rest/instance-features.ts";
import { issueLinkRoutes } from "./rest/issue-links.ts";
import { issueMoveRoutes } from "./rest/issue-moves.ts";
import { issueRoutes } from "./rest/issues.ts";
import { labelRoutes } from "./rest/labels.ts";
import { markdownRoutes } from "./rest/markdown.ts";
import { mergeRequestRoutes } from "./rest/merge-requests.ts";
import { metadataRoutes } from "./rest/metadata.ts";
import { milestoneRoutes } from "./rest/milestones.ts";
import { noteRoutes } from "./rest/notes.ts";
import { projectRoutes } from "./rest/projects.ts";
import { protectedBranchRoutes } from "./rest/protected-branches.ts";
import { relatedEpicRoutes } from "./rest/related-epics.ts";
import { terraformRoutes } from "./rest/terraform.ts";
import { treeRoutes } from "./rest/tree.ts";
import { unleashRoutes } from "./rest/unleash.ts";
import { userListRoutes } from "./rest/user-lists.ts";
import { userRoutes } from "./rest/users.ts";
import { variableRoutes } from "./rest/variables.ts";
import type { Route } from "./router.ts";

/** Everything under `/api/v4`. */
export const ROUTES: readonly Route[] = [
  ...metadataRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...labelRoutes,
  ...milestoneRoutes,
  ...issueRoutes,
  ...issueMoveRoutes,
  ...issueLinkRoutes,
  ...epicRoutes,
  ...epicIssueRoutes,
  ...epicChildRoutes,
  ...relatedEpicRoutes,
  ...noteRoutes,
  ...featureFlagRoutes,
  ...userListRoutes,
  ...instanceFeatureRoutes,
  ...unleashRoutes,
  ...fileRoutes,
  ...treeRoutes,
  ...commitRoutes,
  ...branchRoutes,
  ...protectedBranchRoutes,
  ...variableRoutes,
  ...mergeRequestRoutes,
  ...commitMergeRequestRoutes,
  ...terraformRoutes,
  ...markdownRoutes,
];
