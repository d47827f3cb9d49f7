/** Minutes since midnight of "HH:MM". */
export function minutesOf(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Whether an hour lies in a stretch that may run over midnight; its end is no part of it. */
export function isWithin(clockTime: string, { from, to }: { from: string; to: string }): boolean {
  const [at, start, end] = [minutesOf(clockTime), minutesOf(from), minutesOf(to)];
  return start < end ? at >= start && at < end : at >= start || at < end;
}
