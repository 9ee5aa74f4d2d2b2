const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Times as a hotel reads them: in its own time zone, in the person's language. */
export class Format {
  private readonly known = new Map<string, Intl.DateTimeFormat>(); // making one takes longer than using it a hundred times

  constructor(private readonly language: string) {}

  time(at: string, zone?: string): string {
    return this.made({hour: '2-digit', minute: '2-digit'}, zone).format(new Date(at));
  }

  day(at: string, zone?: string): string {
    return this.made({weekday: 'short', day: 'numeric', month: 'short', year: 'numeric'}, zone).format(new Date(at));
  }

  moment(at: string, zone?: string): string {
    return this.made({dateStyle: 'medium', timeStyle: 'short'}, zone).format(new Date(at));
  }

  /** The time today, else the day: for lists. */
  short(at: string, zone?: string): string {
    const same = this.day(at, zone) === this.day(new Date().toISOString(), zone);
    return same ? this.time(at, zone) : this.made({day: 'numeric', month: 'short'}, zone).format(new Date(at));
  }

  /** "3 days ago", "in 5 hours". */
  ago(at: string, now = Date.now()): string {
    const words = new Intl.RelativeTimeFormat(this.language, {numeric: 'auto'});
    const distance = new Date(at).getTime() - now;
    const size = Math.abs(distance);
    if (size < hour) return words.format(Math.round(distance / minute), 'minute');
    if (size < day) return words.format(Math.round(distance / hour), 'hour');
    return words.format(Math.round(distance / day), 'day');
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  bytes(value: number): string {
    const [unit, size] = value < 1e6 ? (['kilobyte', 1e3] as const) : (['megabyte', 1e6] as const);
    return new Intl.NumberFormat(this.language, {style: 'unit', unit, maximumFractionDigits: 1}).format(value / size);
  }

  private made(options: Intl.DateTimeFormatOptions, zone?: string): Intl.DateTimeFormat {
    const key = JSON.stringify([options, zone]);
    let format = this.known.get(key);
    if (!format) {
      format = this.fresh(options, zone);
      this.known.set(key, format);
    }
    return format;
  }

  private fresh(options: Intl.DateTimeFormatOptions, zone?: string): Intl.DateTimeFormat {
    try {
      return new Intl.DateTimeFormat(this.language, {...options, timeZone: zone});
    } catch {
      return new Intl.DateTimeFormat(this.language, options); // a zone that this browser does not know
    }
  }
}

function passes_luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    let value = Number(digits[digits.length - 1 - at]);
    if (at % 2 === 1) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 === 0;
}

/** The text without payment card numbers: 13 to 19 digits that pass the Luhn check keep their last four. */
export function without_cards(text: string): string {
  return text.replace(/(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)/g, (found) => {
    const digits = found.replace(/\D/g, '');
    return passes_luhn(digits) ? `•••• ${digits.slice(-4)}` : found;
  });
}
