// Every known name is cut out of a text, available or not; only a few do something here (run.ts).

const CORE = `close reopen title label labels unlabel remove_label relabel todo done subscribe unsubscribe react award
  severity confidential due remove_due_date board_move duplicate clone move create_merge_request zoom remove_zoom
  add_email remove_email convert_to_ticket promote_to_incident add_contacts remove_contacts timeline assign unassign
  milestone remove_milestone copy_metadata estimate estimate_time spend spend_time spent remove_estimate
  remove_time_estimate remove_time_spent lock unlock merge rebase draft ready target_branch submit_review
  request_changes approve unapprove assign_reviewer reviewer request_review unassign_reviewer remove_reviewer ship
  run_pipeline relate unlink type promote_to set_parent epic remove_parent add_child remove_child tag`;

const ENTERPRISE = `q child_epic remove_child_epic parent_epic remove_parent_epic remove_epic promote iteration
  remove_iteration publish health_status clear_health_status page link reassign weight clear_weight
  reassign_reviewer blocks blocked_by checkin_reminder status`;

/** Replaced by a face where they stand, instead of being cut out. */
export const SUBSTITUTIONS: Record<string, string> = { shrug: "¯\\＿(ツ)＿/¯", tableflip: "(╯°□°)╯︵ ┻━┻" };

/** Longest first, so that `/labels` is not read as `/label` with a rest. */
export const COMMAND_NAMES: readonly string[] = [
  ...CORE.split(/\s+/),
  ...ENTERPRISE.split(/\s+/),
  ...Object.keys(SUBSTITUTIONS),
].sort((a, b) => b.length - a.length);
