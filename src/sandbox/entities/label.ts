import type { Label } from "../state.ts";

export const DEFAULT_COLOR = "#6699cc";

/** `details` is what lists of issues show with `with_labels_details`. */
export function labelDetails(label: Label) {
  return {
    id: label.id,
    name: label.title,
    color: label.color,
    description: label.description,
    description_html: label.description ?? "",
    text_color: textColor(label.color),
    archived: false,
  };
}

export function labelEntity(label: Label) {
  const { archived: _, ...details } = labelDetails(label);
  const base = { ...details, subscribed: false };
  return label.projectId === null ? base : { ...base, priority: label.priority, is_project_label: true };
}

/** Black on light colours, white on dark ones. */
function textColor(color: string): string {
  const digits = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join("") : color.slice(1);
  const [red = 0, green = 0, blue = 0] = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return red + green + blue > 500 ? "#1F1E24" : "#FFFFFF";
}
