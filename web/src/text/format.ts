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

  /** The day as "2026-11-24", to put times of one day together. */
  date(at: string, zone?: string): string {
    const parts = new Map(this.made({year: 'numeric', month: '2-digit', day: '2-digit', calendar: 'gregory', numberingSystem: 'latn'}, zone).formatToParts(new Date(at)).map((part) => [part.type, part.value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  }

  short_day(at: string, zone?: string): string {
    return this.made({day: 'numeric', month: 'short'}, zone).format(new Date(at));
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

/** Ranges of the card schemes and how long their numbers are: a number that only passes the Luhn check is more often none. */
const schemes: [RegExp, readonly number[]][] = [
  [/^4/, [16, 19]], // Visa
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]], // Mastercard
  [/^3[47]/, [15]], // American Express
  [/^(30[0-5]|3[689])/, [14, 16, 19]], // Diners Club
  [/^(6011|64[4-9]|65)/, [16, 19]], // Discover, Troy
  [/^9792/, [16]], // Troy
  [/^35(2[89]|[3-8])/, [16, 19]], // JCB
  [/^62/, [16, 17, 18, 19]], // UnionPay
  [/^220[0-4]/, [16, 19]], // Mir
  [/^(50|5[6-9]|6)/, [16, 18, 19]], // Maestro
];

function is_card(digits: string): boolean {
  return schemes.some(([begin, lengths]) => begin.test(digits) && lengths.includes(digits.length)) && passes_luhn(digits);
}

/**
 * The text without payment card numbers: they keep their last four digits. A number stands alone: what goes on before or
 * behind it (a phone number with +, an account number, a longer booking number) is none.
 */
export function without_cards(text: string): string {
  return text.replace(/(?<![\p{L}\d+]|\d[ .-]|\+\d{0,3}[ .-])\d(?:[ .-]?\d){13,18}(?![ .-]?\d|\p{L})/gu, (found) => {
    const digits = found.replace(/\D/g, '');
    return is_card(digits) ? `•••• ${digits.slice(-4)}` : found;
  });
}
