const wholes = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const days = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric' });

/** @param {number} value */
export function count(value) {
  return wholes.format(value);
}

/**
 * `1 route`, `2 routes`.
 * @param {number} value
 * @param {readonly [one: string, many: string]} words
 */
export function counted(value, [one, many]) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/**
 * @param {number} part
 * @param {number} whole
 */
export function share(part, whole) {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent.toFixed(percent === 0 || percent >= 10 ? 0 : 1)} %`;
}

/** @param {number | undefined} milliseconds */
export function duration(milliseconds) {
  if (milliseconds === undefined) return '–';
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(0)} s`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** @param {number} bytes */
export function size(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}

/** @param {number | Date} time */
export function timeOfDay(time) {
  return clock.format(time);
}

/** @param {number | Date} time */
export function day(time) {
  return days.format(time);
}

/** @param {number} milliseconds */
export function age(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${count(Math.round(seconds / 86_400))} days`;
}

/**
 * `in 34 days`, `12 days ago`.
 * @param {number} left
 */
export function daysLeft(left) {
  if (left === 0) return 'within a day';
  const text = counted(Math.abs(left), ['day', 'days']);
  return left > 0 ? `in ${text}` : `${text} ago`;
}
