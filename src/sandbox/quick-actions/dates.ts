const DAYS: Record<string, number> = { day: 1, week: 7 };

/** The date that `/due` means, from the forms that people use: a date, `today`, `tomorrow`, `in 2 weeks`. Null for others. */
export function parseDate(text: string, now: string): string | null {
  const wanted = text.trim().toLowerCase();
  const [date] = /^\d{4}-\d{2}-\d{2}$/.exec(wanted) ?? [];
  if (date !== undefined) return Number.isNaN(Date.parse(date)) ? null : date;
  if (wanted === "today") return shift(now, 0, 0);
  if (wanted === "tomorrow") return shift(now, 1, 0);
  const match = /^(?:in )?(\d{1,4}) (day|week|month)s?$/.exec(wanted);
  if (!match) return null;
  const amount = Number(match[1]);
  return match[2] === "month" ? shift(now, 0, amount) : shift(now, amount * (DAYS[match[2] ?? ""] ?? 0), 0);
}

function shift(now: string, days: number, months: number): string {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() + months);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
