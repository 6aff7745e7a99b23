/** A moment in the terminal's time zone, as it sorts: `2025-01-31 09:45:02`. */
export function formatTime(ms: number): string {
  const at = new Date(ms);
  const digits = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(at.getFullYear())}-${digits(at.getMonth() + 1)}-${digits(at.getDate())}`;
  return `${day} ${digits(at.getHours())}:${digits(at.getMinutes())}:${digits(at.getSeconds())}`;
}
